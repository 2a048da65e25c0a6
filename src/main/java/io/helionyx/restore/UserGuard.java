package io.helionyx.restore;

import io.helionyx.durable.Durable;
import io.helionyx.model.Refusal;
import io.helionyx.restore.RestoreRequest.Users;
import io.helionyx.source.Configuration;
import io.helionyx.source.InUse;
import java.io.IOException;
import java.util.List;

/// Sees to it that nobody uses an environment that is about to be changed, unless the operator says
/// so (C8).
final class UserGuard {
  private final InUse inUse;
  private final Configuration target;
  private final Users users;
  private final String doing;

  /// @param doing what is about to be done, one word: `restore`
  UserGuard(Durable durable, Configuration target, Users users, String doing) {
    this.inUse = new InUse(durable.disk());
    this.target = target;
    this.users = users;
    this.doing = doing;
  }

  /// Refuses if somebody uses the environment.
  ///
  /// @param warnings get what could not be seen, once
  void refuse(List<String> warnings) throws IOException, Refusal {
    if (users == Users.IGNORED) {
      return;
    }
    switch (inUse.listening(target.settings().apiHost(), target.settings().apiPort())) {
      case InUse.Port.Answers answers -> throw Words.serviceAnswers(target, doing, answers);
      case InUse.Port.Unknown(String why) -> {
        String warning = "Whether the service is running was not seen: " + why;
        if (!warnings.contains(warning)) {
          warnings.add(warning);
        }
      }
      case InUse.Port.Silent _ -> {}
    }
    InUse.Holders holders = holders();
    if (!holders.holders().isEmpty()) {
      throw Words.filesOpen(target, doing, holders);
    }
  }

  /// Who has files of the environment open, as far as this user may see.
  InUse.Holders holders() throws IOException {
    return inUse.holders(List.of(target.eventStore(), target.projections()));
  }

  /// How files may come into a rollback point: somebody who is not seen may be writing to them.
  RollbackPoint.Means means(InUse.Holders seen) {
    return users == Users.IGNORED || seen.unseen() > 0
        ? RollbackPoint.Means.COPY
        : RollbackPoint.Means.LINK;
  }
}
