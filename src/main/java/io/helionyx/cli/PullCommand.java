package io.helionyx.cli;

import io.helionyx.artifact.Artifact;
import io.helionyx.durable.PathNames;
import io.helionyx.model.Audit;
import io.helionyx.model.BackupId;
import io.helionyx.model.Ending;
import io.helionyx.model.Refusal;
import io.helionyx.repository.LocalRepository;
import io.helionyx.source.Configuration;
import io.helionyx.source.Overlap;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `pull`.
final class PullCommand extends AuditedTask {
  private String id = "";

  private final Access access = new Access();

  PullCommand(Session session) {
    super(session);
  }

  @Override
  void describe(Syntax syntax) {
    syntax.header("Bring a backup from the remote repository; prints its id.");
    syntax.text("It is listed here when every byte of it is what its manifest says.");
    syntax.example("  bin/helionyx pull latest --env live");
    syntax.parameter(
        "ID", "An id, the beginning of one, latest, or latest~1.", value -> id = value);
    access.describe(syntax);
  }

  @Override
  Ending attempt() throws Refusal, IOException {
    Configuration configuration = session().configuration();
    Overlap.refuse(configuration, Overlap.Purpose.READ);
    LocalRepository local = Remote.local(session(), configuration);
    try (Remote remote = Remote.of(session(), configuration)) {
      BackupId wanted = resolve(remote, configuration, id);
      boolean here = isHere(local, wanted);
      Artifact artifact =
          here ? local.open(wanted) : pull(session(), access, configuration, remote, wanted);
      Map<String, Object> keys = new LinkedHashMap<>();
      keys.put("env", configuration.environment());
      keys.put("remote", remote.store().place());
      keys.put("id", wanted);
      keys.put("directory", PathNames.printable(artifact.directory()));
      keys.put("received", !here);
      keys.put("requests", remote.store().traffic().requests());
      keys.put("bytes_received", remote.store().traffic().received());
      if (here) {
        session().console().explain("Backup %s is on this host already.".formatted(wanted));
      }
      session().console().answer("pull", new Console.Answer(List.of(wanted.toString()), keys));
    }
    return Ending.DONE;
  }

  /// The id that is meant of those in the remote repository.
  static BackupId resolve(Remote remote, Configuration configuration, String text) throws Refusal {
    return remote.read(
        "Nothing was changed.",
        repository -> new RemoteShelf(repository, configuration.environment()).resolve(text));
  }

  static boolean isHere(LocalRepository local, BackupId id) throws Refusal, IOException {
    return local.list().stream().anyMatch(entry -> entry.id().equals(id));
  }

  /// Pulls under the lock of the backups of this host.
  static Artifact pull(
      Session session, Access access, Configuration configuration, Remote remote, BackupId id)
      throws Refusal, IOException {
    session.ifInterrupted("The backup was not complete here: it is not listed.");
    try (var _ = access.toBackUp(session, configuration, "pull")) {
      Artifact pulled = remote.pull(Remote.local(session, configuration), id);
      RecoveryText.keep(session, configuration);
      return pulled;
    }
  }

  @Override
  Audit unsuccessful(Ending ending) {
    return Audit.of("pull_failed", "env", session().environmentAsGiven());
  }
}
