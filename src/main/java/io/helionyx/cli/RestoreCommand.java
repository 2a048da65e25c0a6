package io.helionyx.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.helionyx.artifact.Kind;
import io.helionyx.durable.PathNames;
import io.helionyx.model.BackupId;
import io.helionyx.model.Ending;
import io.helionyx.model.Environment;
import io.helionyx.model.PythonTime;
import io.helionyx.model.Refusal;
import io.helionyx.repository.LocalRepository;
import io.helionyx.restore.RestoreRequest.PointInTime;
import io.helionyx.source.Configuration;
import io.helionyx.source.LogPrefix.Limit;
import io.helionyx.source.Overlap;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `restore`.
final class RestoreCommand extends RestoreTask {
  private String until = "";

  private String untilEvent = "";

  private boolean remote;

  RestoreCommand(Session session) {
    super(session);
  }

  @Override
  void describe(Syntax syntax) {
    syntax.header("Replace an environment by a backup of it.");
    syntax.text(
        "What is there now goes into a rollback point first, whose id is printed.",
        "Without ID, the variable BACKUP gives it. Live asks: type yes on a terminal,",
        "or set CONFIRM_LIVE=YES in the environment where there is none.",
        "With --until or --until-event the log is cut there, and the projections are",
        "made anew from what is left of it.");
    syntax.example(
        "  bin/helionyx restore 20260211T201530Z --env staging",
        "  bin/helionyx restore latest --dry-run",
        "  bin/helionyx restore latest --until 2026-02-11T20:15:30Z");
    super.describe(syntax);
    syntax.option(
        "--until",
        "TIME",
        "Stop before the first event that is later; UTC if TIME names no offset.",
        value -> until = value);
    syntax.option(
        "--until-event", "EVENT", "Stop behind the event of this id.", value -> untilEvent = value);
    syntax.flag(
        "--remote",
        "Pull it from the remote repository first, unless it is here.",
        given -> remote = given);
  }

  @Override
  String name() {
    return "restore";
  }

  @Override
  String wanted(String typed) throws Refusal, IOException {
    String wanted = typed.isEmpty() ? session().world().variable("BACKUP") : typed;
    if (wanted.isEmpty()) {
      throw Session.usage(
          "No backup was named.",
          "Give an id, latest or latest~1, as an argument or in the variable BACKUP; `list` shows"
              + " all.");
    }
    return remote ? pulled(wanted) : wanted;
  }

  /// The id of what is meant there, which is on this host then, where its environment keeps its
  /// backups.
  private String pulled(String wanted) throws Refusal, IOException {
    Configuration own =
        Configuration.load(
            session().project(),
            owner().orElse(session().environment()),
            session().world().environment());
    Overlap.refuse(own, Overlap.Purpose.READ);
    try (Remote away = Remote.of(session(), own)) {
      BackupId id = PullCommand.resolve(away, own, wanted);
      if (!PullCommand.isHere(Remote.local(session(), own), id)) {
        var _ = PullCommand.pull(session(), new Access(), own, away, id);
      }
      return id.toString();
    }
  }

  @Override
  Optional<PointInTime> until(Configuration target) throws Refusal {
    if (!until.isEmpty() && !untilEvent.isEmpty()) {
      throw Session.usage("--until and --until-event both say where to stop.", "Give one of them.");
    }
    if (!untilEvent.isEmpty()) {
      return Optional.of(
          new PointInTime(
              new Limit.Event(untilEvent),
              Printable.line(untilEvent),
              session().projectors(target)));
    }
    return until.isEmpty()
        ? Optional.empty()
        : Optional.of(new PointInTime(new Limit.Time(time()), until, session().projectors(target)));
  }

  @Override
  List<String> typedPoint() {
    if (!untilEvent.isEmpty()) {
      return List.of("--until-event", untilEvent);
    }
    return until.isEmpty() ? List.of() : List.of("--until", until);
  }

  private Instant time() throws Refusal {
    try {
      return PythonTime.parse(until).instant();
    } catch (DateTimeException none) {
      throw Session.usage(
          "--until: '%s' is no time.".formatted(Printable.line(until)),
          "Write it as 2026-02-11T20:15:30Z.");
    }
  }

  /// A backup of another environment is looked for where that keeps its own, and then where the
  /// target does: somebody may have brought it there.
  @Override
  Source source(Environment target, Optional<Environment> owner, String wanted)
      throws Refusal, IOException {
    Configuration own = session().configuration();
    if (owner.isEmpty() || owner.get() == target) {
      return in(own);
    }
    Configuration others =
        Configuration.load(session().project(), owner.get(), session().world().environment());
    Source source = in(readingFrom(others.backupRoot(), target));
    try {
      var _ = source.repository().resolve(wanted);
      return source;
    } catch (Refusal refused) {
      return refused.ending() == Ending.NO_SUCH_BACKUP && has(in(own), wanted) ? in(own) : source;
    }
  }

  private static boolean has(Source source, String wanted) throws IOException {
    try {
      var _ = source.repository().resolve(wanted);
      return true;
    } catch (Refusal notThere) {
      return false;
    }
  }

  /// The configuration of `target`, but with this backup root.
  private Configuration readingFrom(Path root, Environment target) throws Refusal {
    Map<String, String> process = new HashMap<>(session().world().environment());
    process.put("BACKUP_ROOT", new String(PathNames.bytes(root), UTF_8));
    return Configuration.load(session().project(), target, process);
  }

  private Source in(Configuration configuration) {
    Path root = configuration.backupRoot();
    Kind kind = root.equals(configuration.rollbackRoot()) ? Kind.ROLLBACK : Kind.BACKUP;
    return new Source(configuration, new LocalRepository(session().durable(), root, kind));
  }
}
