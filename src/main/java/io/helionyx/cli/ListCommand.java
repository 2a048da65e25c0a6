package io.helionyx.cli;

import io.helionyx.artifact.Artifact;
import io.helionyx.artifact.Layout;
import io.helionyx.artifact.Meta;
import io.helionyx.artifact.Seal;
import io.helionyx.model.Ending;
import io.helionyx.model.LogSummary;
import io.helionyx.model.Refusal;
import io.helionyx.repository.Drills;
import io.helionyx.repository.LocalRepository;
import io.helionyx.repository.Repository;
import io.helionyx.repository.Repository.Entry;
import io.helionyx.repository.Repository.State;
import io.helionyx.source.Configuration;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// `list`.
final class ListCommand extends Task {
  private static final int LARGEST_META = 64 << 20; // bytes; modes and owners of a million files
  private static final String INDENT = " ".repeat(18); // below the time
  private static final String ROW = "%-16s  %-22s  %10s  %10s  %s";

  private boolean remote;

  private final Where where = new Where();

  ListCommand(Session session) {
    super(session);
  }

  @Override
  void describe(Syntax syntax) {
    syntax.header("List the backups of an environment, the newest last.");
    syntax.example("  bin/helionyx list --env live", "  bin/helionyx list --rollbacks");
    syntax.flag("--remote", "Those in the remote repository: ids only.", given -> remote = given);
    where.describe(syntax);
  }

  private record Row(
      Entry entry, Optional<Meta> meta, KnownMarks marks, Optional<Drills.Drill> drill) {}

  @Override
  Ending run() throws Refusal, IOException {
    if (remote) {
      return new RemoteListing(session()).run();
    }
    Configuration configuration = session().configuration();
    LocalRepository repository = where.repository(session(), configuration);
    Drills drills = new Drills(session().durable(), repository.root());
    List<Row> rows = new ArrayList<>();
    for (Entry entry : repository.list()) {
      rows.add(
          new Row(
              entry,
              meta(repository, entry),
              KnownMarks.of(repository, entry.id()),
              drills.last(entry.id())));
    }
    if (rows.isEmpty()) {
      session()
          .console()
          .explain("There is no %s in %s.".formatted(repository.kind().noun(), repository.place()));
    }
    session().console().answer("list", answer(configuration, repository, rows));
    return Ending.DONE;
  }

  private Optional<Meta> meta(Repository repository, Entry entry) throws IOException {
    if (entry.state() != State.COMPLETE) {
      return Optional.empty();
    }
    Artifact artifact = repository.open(entry.id());
    try {
      return Meta.read(session().durable().read(artifact.at(Layout.META), LARGEST_META)).meta();
    } catch (IOException unreadable) {
      return Optional.empty(); // one that is broken must not hide the others; verify names it
    }
  }

  private Console.Answer answer(
      Configuration configuration, Repository repository, List<Row> rows) {
    Instant now = session().time().now();
    List<String> lines = new ArrayList<>();
    if (!rows.isEmpty()) {
      lines.add(ROW.formatted("ID", "MADE", "EVENTS", "SIZE", "").stripTrailing());
    }
    rows.forEach(row -> lines.addAll(lines(row, now)));
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("env", configuration.environment());
    keys.put("kind", repository.kind());
    keys.put("directory", repository.place());
    keys.put("artifacts", rows.stream().map(ListCommand::keys).toList());
    return new Console.Answer(lines, keys);
  }

  /// A remark that is too long stands below.
  private static List<String> lines(Row row, Instant now) {
    if (row.entry().state() != State.COMPLETE) { // there is nothing to count
      return List.of(
          "%-16s  %-22s  %s"
              .formatted(
                  row.entry().id(), Words.age(row.entry().id().cutAt(), now), remark(row, now)));
    }
    String facts =
        ROW.formatted(
                row.entry().id(),
                Words.age(row.entry().id().cutAt(), now),
                row.meta()
                    .flatMap(Meta::log)
                    .map(LogSummary::events)
                    .map(Words::number)
                    .orElse("-"),
                row.meta().flatMap(Meta::seal).map(Seal::bytes).map(Words::size).orElse("-"),
                "")
            .stripTrailing();
    String remark = remark(row, now);
    if (remark.isEmpty()) {
      return List.of(facts);
    }
    String line = facts + "  " + remark;
    return line.length() <= Words.WIDTH ? List.of(line) : List.of(facts, INDENT + remark);
  }

  private static String remark(Row row, Instant now) {
    String drilled =
        row.drill()
            .map(drill ->
                "drill %s %s"
                    .formatted(drill.passed() ? "passed" : "failed", Words.age(drill.at(), now)))
            .orElse("");
    String remark = remark(row);
    return remark.isEmpty() || drilled.isEmpty() ? remark + drilled : remark + "; " + drilled;
  }

  private static String remark(Row row) {
    return switch (row.entry().state()) {
      case INCOMPLETE -> "incomplete, not restorable";
      case UNREADABLE -> "not readable by this user";
      case COMPLETE -> {
        if (row.meta().isEmpty()) {
          yield "no readable meta.json";
        }
        int warnings = row.meta().get().warnings().size();
        String pinned = row.marks().pinned() ? "pinned" : "";
        String warned = warnings == 0 ? "" : Words.count(warnings, "warning");
        yield pinned.isEmpty() || warned.isEmpty() ? pinned + warned : pinned + ", " + warned;
      }
    };
  }

  private static Map<String, Object> keys(Row row) {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("id", row.entry().id());
    keys.put("state", row.entry().state().name().toLowerCase(Locale.ROOT));
    row.meta().ifPresent(meta -> keys.putAll(ArtifactKeys.of(row.entry().id(), meta)));
    keys.putAll(row.marks().keys());
    row.drill()
        .ifPresent(drill -> {
          keys.put("drilled_at", drill.at());
          keys.put("drill_passed", drill.passed());
        });
    return keys;
  }
}
