package io.helionyx.cli;

import com.google.errorprone.annotations.OverridingMethodsMustInvokeSuper;
import io.helionyx.artifact.Kind;
import io.helionyx.model.Audit;
import io.helionyx.model.BackupId;
import io.helionyx.model.Ending;
import io.helionyx.model.Refusal;
import io.helionyx.repository.LocalRepository;
import io.helionyx.source.Configuration;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Sets or takes away the pin of one artifact.
abstract class PinTask extends AuditedTask {
  private String id;

  private final Where where = new Where();
  private final Access access = new Access();

  PinTask(Session session) {
    super(session);
  }

  @Override
  @OverridingMethodsMustInvokeSuper
  void describe(Syntax syntax) {
    syntax.parameter(
        "ID",
        "An id, the beginning of one, latest, or latest~1 for the one before.",
        value -> id = value);
    where.describe(syntax);
    access.describe(syntax);
  }

  /// Its name on the command line.
  abstract String name();

  /// Whether the artifact is pinned afterwards.
  abstract boolean pins();

  /// Does it. The caller holds the lock.
  ///
  /// @return whether that changed anything
  abstract boolean change(LocalRepository repository, BackupId known) throws Refusal, IOException;

  @Override
  final Audit unsuccessful(Ending ending) {
    return Audit.of(
        name() + "_failed", "env", session().environmentAsGiven(), "id", Printable.line(id));
  }

  @Override
  final Ending attempt() throws Refusal, IOException {
    Configuration configuration = session().configuration();
    LocalRepository repository = where.repository(session(), configuration);
    BackupId known = repository.resolve(id); // what is no id is refused before anything is made
    boolean changed;
    try (var _ = access.toArtifacts(session(), configuration, repository.kind(), name())) {
      changed = change(repository, known);
    }
    if (changed) {
      tell(configuration, repository, known);
    }
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("id", known);
    keys.put("env", configuration.environment());
    keys.put("kind", repository.kind());
    keys.put("pinned", pins());
    keys.put("changed", changed);
    session().console().answer(name(), new Console.Answer(List.of(line(known, changed)), keys));
    return Ending.DONE;
  }

  private void tell(Configuration configuration, LocalRepository repository, BackupId known) {
    boolean backup = repository.kind() == Kind.BACKUP;
    session()
        .console()
        .audit(
            Audit.of(
                (backup ? "backup_" : "rollback_") + name() + "ned",
                "env",
                configuration.environment().toString(),
                backup ? "backup_id" : "rollback_id",
                known.toString()));
  }

  private String line(BackupId known, boolean changed) {
    String state = pins() ? "pinned: prune keeps it" : "not pinned: prune may remove it";
    return "%s is %s%s.".formatted(known, state, changed ? "" : ", as before");
  }
}
