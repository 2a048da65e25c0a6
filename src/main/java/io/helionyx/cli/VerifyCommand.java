package io.helionyx.cli;

import io.helionyx.artifact.Artifact;
import io.helionyx.artifact.Artifact.Legacy;
import io.helionyx.artifact.Finding;
import io.helionyx.model.BackupId;
import io.helionyx.model.Ending;
import io.helionyx.model.Problem;
import io.helionyx.model.Refusal;
import io.helionyx.repository.LocalRepository;
import io.helionyx.repository.Repository;
import io.helionyx.source.Configuration;
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
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `verify`.
@Command(
    name = "verify",
    header = "Check every byte of a backup against its manifest.",
    description = {
      "Without ID, the newest. Every finding is named. What is whole is marked as",
      "verified, outside of the backup: prune never removes the newest of these."
    },
    footerHeading = "%nExample:%n",
    footer = "  bin/helionyx verify --all --env live")
final class VerifyCommand extends Task {
  @Parameters(
      arity = "0..1",
      paramLabel = "ID",
      description = "An id, the beginning of one, latest (the default), or latest~1.")
  private String id = "";

  @Option(names = "--all", description = "Every one, also what is incomplete.")
  private boolean all;

  @Option(
      names = "--legacy",
      description = "Accept one without meta.json and config.json, as earlier tools made them.")
  private boolean legacy;

  @Mixin private Where where = new Where();

  VerifyCommand(Session session) {
    super(session);
  }

  @Override
  Ending run() throws Refusal, IOException {
    if (all && !id.isEmpty()) {
      throw Session.usage("An ID and --all were given.", "Give one of the two.");
    }
    Configuration configuration = session().configuration();
    LocalRepository repository = where.repository(session(), configuration);
    Artifact.Expected expected =
        new Artifact.Expected(
            Optional.of(configuration.environment()), legacy ? Legacy.ACCEPTED : Legacy.REFUSED);
    VerifyRun run = new VerifyRun(repository, expected, session().console());
    MarkedVerification marking =
        new MarkedVerification(repository, session().time(), Version.text());
    List<Verified> verified = new ArrayList<>();
    for (BackupId each : ids(repository)) {
      verified.add(marking.verify(run, each));
    }
    if (!marking.unmarked().isEmpty()) {
      session()
          .console()
          .explain(
              "Nothing can be written to %s, so prune will not know of this check."
                  .formatted(repository.place()));
    }
    session().console().answer("verify", answer(configuration, verified));
    refuse(repository, verified);
    return Ending.DONE;
  }

  private List<BackupId> ids(Repository repository) throws Refusal, IOException {
    if (!all) {
      return List.of(repository.resolve(id.isEmpty() ? "latest" : id));
    }
    List<BackupId> ids = repository.list().stream().map(Repository.Entry::id).toList();
    return ids.isEmpty() ? List.of(repository.resolve("latest")) : ids; // which says there is none
  }

  private static Console.Answer answer(Configuration configuration, List<Verified> verified) {
    List<String> lines = new ArrayList<>();
    for (Verified each : verified) {
      lines.add(
          "%s  %-7s  %s, %s"
              .formatted(
                  each.id(),
                  each.findings().isEmpty() ? "intact" : "damaged",
                  Words.count(each.files(), "file"),
                  Words.size(each.bytes())));
      each.findings().forEach(finding -> lines.add("  " + finding.line()));
    }
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("env", configuration.environment());
    keys.put("verified", verified.stream().map(VerifyCommand::keys).toList());
    return new Console.Answer(lines, keys);
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
