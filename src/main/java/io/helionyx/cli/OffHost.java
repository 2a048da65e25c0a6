package io.helionyx.cli;

import io.helionyx.artifact.Artifact;
import io.helionyx.health.Metrics;
import io.helionyx.model.BackupId;
import io.helionyx.model.Refusal;
import io.helionyx.repository.LocalRepository;
import io.helionyx.repository.Mark;
import io.helionyx.repository.Repository;
import io.helionyx.source.Configuration;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How far the backups of this host are off it, as far as this host remembers: the store is not
/// asked, so this takes no time and works without a network. `doctor --remote` asks it.
///
/// @param place where backups are pushed
/// @param newest the newest backup that is there
/// @param lastPush when the last of them came there
/// @param missing complete backups that are not there, the newest last
record OffHost(
    String place, Optional<BackupId> newest, Optional<Instant> lastPush, List<BackupId> missing) {
  OffHost {
    missing = List.copyOf(missing);
  }

  /// Empty where no remote repository is configured.
  ///
  /// @throws Refusal if what is configured cannot be, or the backups may not be read
  static Optional<OffHost> of(Session session, Configuration configuration)
      throws Refusal, IOException {
    RemoteSettings settings = new RemoteSettings(configuration);
    if (!settings.isSet()) {
      return Optional.empty();
    }
    String place = settings.url().toString();
    LocalRepository local = Remote.local(session, configuration);
    List<Mark> marks = new ArrayList<>();
    List<BackupId> missing = new ArrayList<>();
    for (Repository.Entry entry : local.list()) {
      if (entry.state() == Repository.State.COMPLETE) {
        Optional<Mark> mark = mark(local, entry.id(), place);
        mark.ifPresentOrElse(marks::add, () -> missing.add(entry.id()));
      }
    }
    return Optional.of(
        new OffHost(
            place,
            marks.isEmpty() ? Optional.empty() : Optional.of(marks.getLast().id()),
            marks.stream().map(Mark::at).max(Instant::compareTo),
            missing));
  }

  private static Optional<Mark> mark(LocalRepository local, BackupId id, String place)
      throws IOException {
    Artifact artifact = local.open(id);
    return local.marks().find(Mark.Kind.PUSHED, artifact).filter(it -> it.place().equals(place));
  }

  /// The same for Prometheus.
  Metrics.OffHost metrics() {
    return new Metrics.OffHost(missing.size(), newest.map(BackupId::cutAt), lastPush);
  }

  /// In a line; a warning with `hint` where something is on this host only.
  Fact fact(Instant now, String hint) {
    String pushed =
        newest.isEmpty()
            ? "No backup was pushed to %s yet".formatted(place)
            : "The newest backup in %s is %s, pushed %s"
                .formatted(place, newest.get(), Words.age(lastPush.orElse(now), now));
    String what =
        "%s; %s on this host only"
            .formatted(
                pushed, missing.size() == 1 ? "1 backup is" : missing.size() + " backups are");
    return missing.isEmpty() ? Fact.ok(what) : Fact.warning(what, hint);
  }
}
