package io.helionyx.drill;

import io.helionyx.artifact.Artifact;
import io.helionyx.artifact.Artifact.Legacy;
import io.helionyx.artifact.Layout;
import io.helionyx.durable.Durable;
import io.helionyx.durable.PathNames;
import io.helionyx.durable.Time;
import io.helionyx.meaning.Content;
import io.helionyx.meaning.Content.Step;
import io.helionyx.meaning.DeepCheck;
import io.helionyx.meaning.Flaws;
import io.helionyx.meaning.Scratch;
import io.helionyx.model.Audit;
import io.helionyx.model.BackupId;
import io.helionyx.model.Environment;
import io.helionyx.model.Notices;
import io.helionyx.model.Refusal;
import io.helionyx.model.RelPath;
import io.helionyx.model.Settings;
import io.helionyx.model.Sha256;
import io.helionyx.repository.Repository;
import io.helionyx.restore.RestoreRequest;
import io.helionyx.restore.RestoreRequest.Conditions;
import io.helionyx.restore.RestoreRequest.Users;
import io.helionyx.restore.RestoreRun;
import io.helionyx.restore.Restored;
import io.helionyx.source.Configuration;
import io.helionyx.source.EventLog;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// Restores a backup into a scratch directory by the code of a restore, and looks into what is
/// there then (F5). The environment is read and not changed.
///
/// One run is one drill.
public final class DrillRun {
  private final Durable durable;
  private final Time time;
  private final Notices notices;
  private final DeepCheck.Kind kind;
  private final String toolVersion;
  private final List<Step> checks = new ArrayList<>();
  private final Flaws flaws = new Flaws();

  /// A drill that tells `notices` how it goes.
  ///
  /// @param kind what is known of the application
  public DrillRun(
      Durable durable, Time time, Notices notices, DeepCheck.Kind kind, String toolVersion) {
    this.durable = durable;
    this.time = time;
    this.notices = notices;
    this.kind = kind;
    this.toolVersion = toolVersion;
  }

  /// What to restore.
  ///
  /// @param live whose backup it is
  /// @param from where its backups lie
  public record Request(Configuration live, Repository from, BackupId id) {}

  /// Drills.
  ///
  /// @param scratch where the restored environment lies, until that is closed
  /// @throws Refusal if the drill itself could not take place
  public Evidence run(Request request, Scratch scratch) throws IOException, Refusal {
    Instant began = time.now();
    Artifact artifact = request.from().open(request.id());
    Artifact.Structure structure = artifact.structure(Artifact.Expected.ANYTHING);
    long files = structure.listedFiles().size();
    long bytes = structure.listedFiles().stream().mapToLong(node -> node.stat().size()).sum();
    Optional<Content.Checked> content = Optional.empty();
    Optional<Refusal> refusal = Optional.empty();
    Configuration target = target(request, structure, scratch);
    Instant restored = time.now();
    try {
      restore(request, target, files, began);
      restored = time.now();
      content = Optional.of(look(target, scratch));
    } catch (Refusal refused) {
      restored = time.now();
      checks.add(
          new Step(
              "restore",
              refused.problem().what(),
              Content.Extent.ALL,
              1,
              Duration.between(began, restored)));
      refusal = Optional.of(refused);
    }
    return new Evidence(
        request.live().environment(),
        request.id(),
        manifest(artifact),
        structure.meta(),
        began,
        time.now(),
        files,
        bytes,
        checks,
        Duration.between(began, restored),
        content,
        flaws,
        refusal,
        unsaved(request));
  }

  private Optional<Sha256> manifest(Artifact artifact) throws IOException {
    Path manifest = artifact.at(Layout.MANIFEST);
    return durable.exists(manifest)
        ? Optional.of(durable.hash(manifest).sha256())
        : Optional.empty();
  }

  /// An environment of the same name and kind in the scratch directory. Nobody answers for it.
  private static Configuration target(
      Request request, Artifact.Structure structure, Scratch scratch) throws IOException, Refusal {
    Map<String, String> settings = new HashMap<>();
    settings.put("EVENT_STORE_PATH", "./data/events");
    String name =
        structure
            .config()
            .map(Settings::projectionsDbPath)
            .flatMap(DeepCheck::databaseName)
            .map(RelPath::toString)
            .orElse("helionyx.db");
    settings.put("PROJECTIONS_DB_PATH", "./data/projections/" + name);
    Environment env = request.live().environment();
    return Configuration.load(scratch.fresh("drill"), env, settings);
  }

  private void restore(Request request, Configuration target, long files, Instant began)
      throws Refusal {
    RestoreRequest restore =
        new RestoreRequest(
            target,
            request.from(),
            request.id(),
            kind.fields(),
            // nobody can be using it; and what is not sound shall be looked into all the same
            new Conditions(Optional.empty(), Legacy.REFUSED, Users.IGNORED, OptionalLong.empty()));
    Restored restored =
        new RestoreRun(durable, time, new Unaudited(notices), toolVersion)
            .run(restore, preview -> {});
    checks.add(
        new Step(
            "restore",
            "%,d files hashed as they were copied, each as the manifest says; put in place, databases opened there"
                .formatted(files),
            Content.Extent.ALL,
            restored.inPlace().flaws().size(),
            Duration.between(began, time.now())));
  }

  private Content.Checked look(Configuration target, Scratch scratch) throws IOException {
    notices.begin("look into what was restored", 0);
    Content content =
        new Content(
            target.eventStore(),
            target.projections(),
            Optional.of(PathNames.name(target.projectionsDb())),
            notices::advance);
    Content.Checked checked = new DeepCheck(durable, time, scratch, kind).run(content);
    checks.addAll(checked.steps());
    flaws.add(checked.flaws());
    return checked;
  }

  /// Events of the live log that the newest backup lacks.
  private OptionalLong unsaved(Request request) throws Refusal {
    try {
      Optional<BackupId> newest = request.from().newest();
      Path saved = request.from().open(newest.orElse(request.id())).at(Layout.EVENTS);
      return OptionalLong.of(
          EventLog.compare(durable, request.live().eventStore(), saved).leaving());
    } catch (IOException unreadable) {
      return OptionalLong.empty();
    }
  }

  /// What is restored for practice is no restore to an auditor.
  private record Unaudited(Notices notices) implements Notices {
    @Override
    public void warning(String text) {}

    @Override
    public void audit(Audit event) {}

    @Override
    public void begin(String step, long bytes) {
      notices.begin(step, bytes);
    }

    @Override
    public void advance(long bytes) {
      notices.advance(bytes);
    }
  }
}
