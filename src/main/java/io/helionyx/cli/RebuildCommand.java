package io.helionyx.cli;

import io.helionyx.durable.PathNames;
import io.helionyx.model.Audit;
import io.helionyx.model.Ending;
import io.helionyx.model.Refusal;
import io.helionyx.restore.RebuildDone;
import io.helionyx.restore.RebuildPreview;
import io.helionyx.restore.RebuildRequest;
import io.helionyx.restore.RebuildRun;
import io.helionyx.restore.RestoreRequest.Users;
import io.helionyx.source.Configuration;
import io.helionyx.source.Overlap;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// `rebuild`.
final class RebuildCommand extends AuditedTask {
  private boolean force;

  private boolean dryRun;

  private final Access access = new Access();

  RebuildCommand(Session session) {
    super(session);
  }

  @Override
  void describe(Syntax syntax) {
    syntax.header("Make an environment's projections anew from its log.");
    syntax.text(
        "By the built-in projector where it knows the tables, else by the command in",
        "PROJECTIONS_REBUILD_COMMAND. The new database is made beside the old one and",
        "takes its place when it is complete; what does not follow from the log is kept.",
        "What is there now goes into a rollback point first, whose id is printed. Live",
        "asks, as for restore.");
    syntax.example(
        "  bin/helionyx rebuild --env dev --dry-run", "  bin/helionyx rebuild --env dev");
    syntax.flag(
        "--force",
        "Go on although somebody uses the environment; what they write is lost.",
        given -> force = given);
    syntax.flag(
        "--dry-run", "Say what would change, and put nothing in place.", given -> dryRun = given);
    access.describe(syntax);
  }

  @Override
  Ending attempt() throws Refusal, IOException {
    Configuration target = session().configuration();
    Overlap.refuse(target, Overlap.Purpose.READ);
    RebuildRequest request =
        new RebuildRequest(
            target,
            Session.fields(target),
            force ? Users.IGNORED : Users.REFUSED,
            session().projectors(target));
    Instant begin = session().time().now();
    Optional<RebuildDone> done;
    try (var _ = access.toEnvironment(session(), target, "rebuild")) {
      RebuildRun run =
          new RebuildRun(
              session().durable(), session().time(), session().console(), Version.text(), request);
      done = run.run(preview -> approve(target, preview));
    }
    return done.isEmpty()
        ? Ending.DONE
        : answer(done.get(), Duration.between(begin, session().time().now()));
  }

  private boolean approve(Configuration target, RebuildPreview preview) throws Refusal {
    if (dryRun) {
      Map<String, Object> keys = keys(preview);
      keys.put("dry_run", true);
      keys.put("warnings", preview.warnings());
      session().console().answer("rebuild", new Console.Answer(screen(preview), keys));
      return false;
    }
    confirm(target, screen(preview), "rebuild");
    return true;
  }

  private static List<String> screen(RebuildPreview preview) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "Rebuild of %s from %s by %s"
            .formatted(
                PathNames.printable(preview.database()),
                Words.count(preview.log().events(), "event"),
                preview.by()));
    lines.add("");
    for (String table : tables(preview)) {
      long before = preview.before().getOrDefault(table, 0L);
      long after = preview.after().getOrDefault(table, 0L);
      String change = before == after ? "" : "%+d".formatted(after - before);
      lines.add(
          "  %-24s %10s rows, now %10s  %s"
              .formatted(Printable.line(table), Words.number(after), Words.number(before), change)
              .stripTrailing());
    }
    preview.warnings().forEach(warning -> lines.add("  " + warning));
    return List.copyOf(lines);
  }

  private static Set<String> tables(RebuildPreview preview) {
    TreeSet<String> tables = new TreeSet<>(preview.before().keySet());
    tables.addAll(preview.after().keySet());
    return tables;
  }

  private Ending answer(RebuildDone done, Duration took) {
    session().ifInterrupted("The rebuild is complete.");
    done.warnings().forEach(session().console()::warning);
    session()
        .console()
        .explain(
            "Rebuilt the projections of %s by %s in %s; the switch itself took %s."
                .formatted(
                    done.preview().env(),
                    done.preview().by(),
                    Words.elapsed(took),
                    Words.elapsed(done.switchTime())));
    session().console().explain("undo: " + session().command("rollback", done.preview().env()));
    Map<String, Object> keys = keys(done.preview());
    keys.put("dry_run", false);
    keys.put("rollback_id", done.rollback());
    keys.put("rollback_directory", PathNames.printable(done.rollbackDirectory()));
    keys.put("switch_seconds", done.switchTime().toNanos() / 1e9);
    keys.put("seconds", took.toMillis() / 1000.0);
    session()
        .console()
        .answer("rebuild", new Console.Answer(List.of(done.rollback().toString()), keys));
    return done.warnings().isEmpty() ? Ending.DONE : Ending.WARNED;
  }

  private static Map<String, Object> keys(RebuildPreview preview) {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("env", preview.env());
    keys.put("database", PathNames.printable(preview.database()));
    keys.put("by", preview.by());
    keys.put("log", ArtifactKeys.of(preview.log()));
    List<Map<String, Object>> tables = new ArrayList<>();
    for (String table : tables(preview)) {
      Map<String, Object> rows = new LinkedHashMap<>();
      rows.put("table", table);
      rows.put("rows_before", preview.before().getOrDefault(table, 0L));
      rows.put("rows_after", preview.after().getOrDefault(table, 0L));
      tables.add(rows);
    }
    keys.put("tables", tables);
    return keys;
  }

  @Override
  Audit unsuccessful(Ending ending) {
    boolean failed =
        ending == Ending.FAILED || ending == Ending.UNDONE || ending == Ending.UNSETTLED;
    return Audit.of(
        failed ? "rebuild_failed" : "rebuild_refused", "env", session().environmentAsGiven());
  }
}
