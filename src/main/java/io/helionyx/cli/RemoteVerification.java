package io.helionyx.cli;

import io.helionyx.artifact.Finding;
import io.helionyx.model.BackupId;
import io.helionyx.model.Ending;
import io.helionyx.model.Problem;
import io.helionyx.model.Refusal;
import io.helionyx.remote.RemoteRepository;
import io.helionyx.remote.RemoteVerify;
import io.helionyx.remote.RemoteVerify.Verified;
import io.helionyx.repository.Repository;
import io.helionyx.repository.Shelf;
import io.helionyx.source.Configuration;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// `verify --remote`.
final class RemoteVerification {
  private final Session session;

  RemoteVerification(Session session) {
    this.session = session;
  }

  /// Verifies the backup that `wanted` means; `--all` is all there are.
  Ending run(String wanted) throws Refusal, IOException {
    Configuration configuration = session.configuration();
    try (Remote remote = Remote.of(session, configuration)) {
      List<Verified> verified =
          remote.read(
              "Nothing was changed.", repository -> verify(repository, configuration, wanted));
      session.console().answer("verify --remote", answer(configuration, remote, verified));
      refuse(remote.store().place(), verified);
      return Ending.DONE;
    }
  }

  private List<Verified> verify(
      RemoteRepository repository, Configuration configuration, String wanted)
      throws Refusal, IOException {
    Shelf shelf = new RemoteShelf(repository, configuration.environment());
    List<BackupId> ids = shelf.list().stream().map(Repository.Entry::id).toList();
    if (ids.isEmpty() || !wanted.equals("--all")) {
      ids = List.of(shelf.resolve(wanted.equals("--all") ? "latest" : wanted));
    }
    RemoteVerify run = new RemoteVerify(repository, session.console());
    List<Verified> verified = new ArrayList<>();
    for (BackupId id : ids) {
      verified.add(run.verify(configuration.environment(), id));
    }
    return verified;
  }

  private static Console.Answer answer(
      Configuration configuration, Remote remote, List<Verified> verified) {
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
    keys.put("remote", remote.store().place());
    keys.put("verified", verified.stream().map(RemoteVerification::keys).toList());
    keys.put("requests", remote.store().traffic().requests());
    keys.put("bytes_received", remote.store().traffic().received());
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

  private static void refuse(String place, List<Verified> verified) throws Refusal {
    List<Verified> damaged = verified.stream().filter(each -> !each.findings().isEmpty()).toList();
    if (damaged.isEmpty()) {
      return;
    }
    List<Finding> findings = damaged.stream().flatMap(each -> each.findings().stream()).toList();
    throw new Refusal(
        Finding.ending(findings),
        new Problem(
            "%d of %s in %s not what the manifest says: %s."
                .formatted(
                    damaged.size(),
                    Words.count(verified.size(), "backup"),
                    place + (damaged.size() == 1 ? " is" : " are"),
                    damaged.stream()
                        .map(each -> each.id().toString())
                        .collect(Collectors.joining(", "))),
            "Nothing was changed. Such a one is never restored.",
            "Restore from one that is intact; a store with versioning has the damaged objects as"
                + " they were (docs/remote-format.md)."));
  }
}
