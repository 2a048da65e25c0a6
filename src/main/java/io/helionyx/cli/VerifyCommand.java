package io.helionyx.cli;

import io.helionyx.artifact.Artifact;
import io.helionyx.artifact.Artifact.Legacy;
import io.helionyx.artifact.Finding;
import io.helionyx.durable.PathNames;
import io.helionyx.meaning.Content;
import io.helionyx.meaning.Scratch;
import io.helionyx.model.BackupId;
import io.helionyx.model.Ending;
import io.helionyx.model.Problem;
import io.helionyx.model.Refusal;
import io.helionyx.repository.LocalRepository;
import io.helionyx.repository.Repository;
import io.helionyx.source.Configuration;
import io.helionyx.verify.ChainCheck;
import io.helionyx.verify.MarkedVerification;
import io.helionyx.verify.VerifyRun;
import io.helionyx.verify.VerifyRun.Verified;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// `verify`.
final class VerifyCommand extends Task {
  private String id = "";

  private boolean all;

  private boolean legacy;

  private boolean deep;

  private boolean chain;

  private boolean remote;

  private final Where where = new Where();
  private final Deeply deeply = new Deeply();

  VerifyCommand(Session session) {
    super(session);
  }

  @Override
  void describe(Syntax syntax) {
    syntax.header("Check every byte of a backup against its manifest.");
    syntax.text(
        "Without ID, the newest. Every finding is named. What is whole is marked as",
        "verified, outside of the backup: prune never removes the newest of these.",
        "With --deep, also what the bytes mean: each event, each database, and whether",
        "the projections are what the log makes of them.");
    syntax.example(
        "  bin/helionyx verify --all --env live",
        "  bin/helionyx verify --deep latest",
        "  bin/helionyx verify --chain");
    syntax.optionalParameter(
        "ID",
        "An id, the beginning of one, latest (the default), or latest~1.",
        value -> id = value);
    syntax.flag("--all", "Every one, also what is incomplete.", given -> all = given);
    syntax.flag(
        "--legacy",
        "Accept one without meta.json and config.json, as earlier tools made them.",
        given -> legacy = given);
    syntax.flag(
        "--deep", "Check the content too: log, databases, projections.", given -> deep = given);
    syntax.flag(
        "--chain",
        "Check that the log of each backup only continues that of the one before.",
        given -> chain = given);
    syntax.flag("--remote", "In the remote repository.", given -> remote = given);
    where.describe(syntax);
    deeply.describe(syntax);
  }

  @Override
  Ending run() throws Refusal, IOException {
    if (all && !id.isEmpty()) {
      throw Session.usage("An ID and --all were given.", "Give one of the two.");
    }
    if (remote) {
      if (deep || chain || legacy) {
        throw Session.usage(
            "--remote was given with --deep, --chain or --legacy.",
            "Off the host every byte is compared; `pull` a backup to look into it here.");
      }
      where.refuseRollbacks("--remote");
      String wanted = all ? "--all" : id.isEmpty() ? "latest" : id;
      return new RemoteVerification(session()).run(wanted);
    }
    Configuration configuration = session().configuration();
    LocalRepository repository = where.repository(session(), configuration);
    if (chain) {
      return chain(configuration, repository);
    }
    Artifact.Expected expected =
        new Artifact.Expected(
            Optional.of(configuration.environment()), legacy ? Legacy.ACCEPTED : Legacy.REFUSED);
    VerifyRun run = new VerifyRun(repository, expected, session().console());
    MarkedVerification marking =
        new MarkedVerification(repository, session().time(), Version.text());
    List<Result> results = new ArrayList<>();
    for (BackupId each : ids(repository)) {
      Verified verified = marking.verify(run, each);
      boolean into = deep && verified.findings().isEmpty();
      results.add(
          new Result(
              verified, into ? Optional.of(deep(run, each, configuration)) : Optional.empty()));
    }
    tellUnmarked(marking, repository);
    session().console().answer("verify", answer(configuration, results));
    MetricsFile.write(session(), configuration);
    refuse(repository, results.stream().map(Result::verified).toList());
    refuseMeaning(results);
    return Ending.DONE;
  }

  private void tellUnmarked(MarkedVerification marking, LocalRepository repository) {
    if (!marking.unmarked().isEmpty()) {
      session()
          .console()
          .explain(
              "Nothing can be written to %s, so prune will not know of this check."
                  .formatted(repository.place()));
    }
  }

  /// @param content empty where it was not asked for, or the bytes are not as promised
  private record Result(Verified verified, Optional<Content.Checked> content) {
    boolean isSound() {
      return content.filter(checked -> !checked.flaws().isEmpty()).isEmpty();
    }
  }

  private Content.Checked deep(VerifyRun run, BackupId each, Configuration configuration)
      throws IOException, Refusal {
    try (Scratch scratch = deeply.scratch(session())) {
      return run.verifyDeep(
          each,
          Optional.of(PathNames.name(configuration.projectionsDb())),
          Deeply.check(session(), configuration, scratch));
    }
  }

  private Ending chain(Configuration configuration, LocalRepository repository)
      throws Refusal, IOException {
    if (deep || all || legacy || !id.isEmpty()) {
      throw Session.usage(
          "--chain was given with something else.", "It looks at all backups; give it alone.");
    }
    ChainCheck.Chain found =
        new ChainCheck(session().durable(), repository, session().console())
            .run(configuration.eventStore());
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s and the live log: %s, %s compared, %s read"
            .formatted(
                Words.count(found.backups().size(), "backup"),
                found.flaws().isEmpty() ? "only ever appended to" : "rewritten",
                Words.count(found.files(), "file"),
                Words.size(found.bytesRead())));
    found.unchecked().forEach(text -> lines.add("  not checked   " + text));
    lines.addAll(DeepScreen.lines(found.flaws()));
    Map<String, Object> chained = new LinkedHashMap<>();
    chained.put("backups", found.backups());
    chained.put("unbroken", found.flaws().isEmpty());
    chained.put("files", found.files());
    chained.put("bytes_read", found.bytesRead());
    chained.put("not_checked", found.unchecked());
    chained.put("finding_count", found.flaws().count());
    chained.put("findings", DeepScreen.keys(found.flaws()));
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("env", configuration.environment());
    keys.put("chain", chained);
    session().console().answer("verify", new Console.Answer(lines, keys));
    if (!found.flaws().isEmpty()) {
      throw new Refusal(
          Ending.MEANING,
          new Problem(
              "The history of %s was not only appended to: %s."
                  .formatted(
                      configuration.environment(), Words.count(found.flaws().count(), "finding")),
              "Nothing was changed.",
              "After a restore that is to be expected; otherwise the older backup still has what"
                  + " was there, and `verify` tells whether it is intact."));
    }
    return Ending.DONE;
  }

  private List<BackupId> ids(Repository repository) throws Refusal, IOException {
    if (!all) {
      return List.of(repository.resolve(id.isEmpty() ? "latest" : id));
    }
    List<BackupId> ids = repository.list().stream().map(Repository.Entry::id).toList();
    return ids.isEmpty() ? List.of(repository.resolve("latest")) : ids; // which says there is none
  }

  private static Console.Answer answer(Configuration configuration, List<Result> results) {
    List<String> lines = new ArrayList<>();
    for (Result result : results) {
      Verified each = result.verified();
      lines.add(
          "%s  %-7s  %s, %s"
              .formatted(
                  each.id(),
                  word(result),
                  Words.count(each.files(), "file"),
                  Words.size(each.bytes())));
      each.findings().forEach(finding -> lines.add("  " + finding.line()));
      result.content().ifPresent(checked -> lines.addAll(DeepScreen.lines(checked)));
    }
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("env", configuration.environment());
    keys.put("verified", results.stream().map(VerifyCommand::keys).toList());
    return new Console.Answer(lines, keys);
  }

  private static String word(Result result) {
    if (!result.verified().findings().isEmpty()) {
      return "damaged";
    }
    return result.content().isEmpty() ? "intact" : result.isSound() ? "sound" : "unsound";
  }

  private static Map<String, Object> keys(Result result) {
    Map<String, Object> keys = keys(result.verified());
    result.content().ifPresent(checked -> keys.put("deep", DeepScreen.keys(checked)));
    return keys;
  }

  private static void refuseMeaning(List<Result> results) throws Refusal {
    List<Result> unsound = results.stream().filter(result -> !result.isSound()).toList();
    if (unsound.isEmpty()) {
      return;
    }
    long findings =
        unsound.stream().mapToLong(result -> result.content().get().flaws().count()).sum();
    String ids =
        unsound.stream()
            .map(result -> result.verified().id().toString())
            .collect(Collectors.joining(", "));
    throw new Refusal(
        Ending.MEANING,
        new Problem(
            "The bytes are as the manifest says, and the content is not sound, %s: %s."
                .formatted(Words.count(findings, "finding"), ids),
            "Nothing was changed.",
            "Restore from one that is sound; where only the projections are wrong, the log is"
                + " enough to make them anew."));
  }

  private static Map<String, Object> keys(Verified each) {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("id", each.id());
    keys.put("intact", each.findings().isEmpty());
    keys.put("files", each.files());
    keys.put("bytes", each.bytes());
    keys.put("findings", each.findings().stream().map(Finding::line).toList());
    return keys;
  }

  private static void refuse(Repository repository, List<Verified> verified) throws Refusal {
    List<Verified> damaged = verified.stream().filter(each -> !each.findings().isEmpty()).toList();
    if (damaged.isEmpty()) {
      return;
    }
    List<Finding> findings = damaged.stream().flatMap(each -> each.findings().stream()).toList();
    String ids =
        damaged.stream().map(each -> each.id().toString()).collect(Collectors.joining(", "));
    throw new Refusal(
        Finding.ending(findings),
        new Problem(
            "%d of %s in %s not what the manifest says: %s."
                .formatted(
                    damaged.size(),
                    Words.count(verified.size(), repository.kind().noun()),
                    repository.place() + (damaged.size() == 1 ? " is" : " are"),
                    ids),
            "Nothing was changed. Such a one is never restored.",
            "Restore from one that is intact, and look for what damaged this one: a failing disk"
                + " damages more than one file."));
  }
}
