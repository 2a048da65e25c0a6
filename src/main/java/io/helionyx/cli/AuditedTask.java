package io.helionyx.cli;

import io.helionyx.model.Audit;
import io.helionyx.model.Ending;
import io.helionyx.model.Refusal;
import io.helionyx.source.Configuration;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/// A command that leaves an audit line also when it does not succeed.
abstract class AuditedTask extends Task {
  AuditedTask(Session session) {
    super(session);
  }

  /// Does it, and answers.
  abstract Ending attempt() throws Refusal, IOException;

  /// What the audit line says of an attempt that ended so.
  ///
  /// @return name and keys, to which the reason is added
  abstract Audit unsuccessful(Ending ending);

  /// The last moment before an environment is changed: shows what that means, and asks for a yes
  /// where the data is live's.
  ///
  /// @param doing what is about to be done, one word
  final void confirm(Configuration target, List<String> screen, String doing) throws Refusal {
    boolean live = session().neighbours().isLiveData(target);
    if (live || !session().console().manner().quiet()) {
      session().console().show(screen);
      session().console().show(List.of(""));
    }
    if (live) {
      new Confirmation(session().world(), session().console()).require(target.environment());
    }
    session()
        .ifInterrupted(
            "The environment is as it was, or the next command completes the %s and says so; `%s` does nothing else."
                .formatted(doing, session().command("recover", target.environment())));
  }

  @Override
  final Ending run() throws Refusal, IOException {
    try {
      return attempt();
    } catch (Refusal refusal) {
      tell(refusal.ending());
      throw refusal;
    } catch (Console.SecretInAnswer answered) {
      throw answered; // it is done, and its audit line is written
    } catch (IOException | RuntimeException failed) {
      tell(Ending.FAILED);
      throw failed;
    }
  }

  private void tell(Ending ending) {
    Audit audit = unsuccessful(ending);
    var values = audit.values();
    values.put("reason", ending.name().toLowerCase(Locale.ROOT));
    values.put("code", Integer.toString(ending.code()));
    session().console().audit(new Audit(audit.name(), values));
  }
}
