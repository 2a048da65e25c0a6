package io.helionyx.cli;

import io.helionyx.model.BackupId;
import io.helionyx.model.Ending;
import io.helionyx.model.Refusal;
import io.helionyx.source.Configuration;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `list --remote`: what a few requests tell, however many backups there are.
final class RemoteListing {
  private final Session session;

  RemoteListing(Session session) {
    this.session = session;
  }

  Ending run() throws Refusal, IOException {
    Configuration configuration = session.configuration();
    try (Remote remote = Remote.of(session, configuration)) {
      List<BackupId> ids =
          remote.read(
              "Nothing was changed.", repository -> repository.ids(configuration.environment()));
      Instant now = session.time().now();
      List<String> lines =
          ids.stream().map(id -> "%s  %s".formatted(id, Words.age(id.cutAt(), now))).toList();
      Map<String, Object> keys = new LinkedHashMap<>();
      keys.put("env", configuration.environment());
      keys.put("remote", remote.store().place());
      keys.put("ids", ids);
      if (ids.isEmpty()) {
        session.console().explain("There is no backup in %s.".formatted(remote.store().place()));
      }
      session.console().answer("list --remote", new Console.Answer(lines, keys));
      return Ending.DONE;
    }
  }
}
