package io.helionyx.source;

import io.helionyx.durable.PathNames;
import io.helionyx.model.Ending;
import io.helionyx.model.Environment;
import io.helionyx.model.Problem;
import io.helionyx.model.Refusal;
import io.helionyx.model.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/// The configuration of one environment of one project: defaults, then `.env`, then `.env.<env>`,
/// then the process environment, each over the one before.
///
/// It is read once and does not change. Reading it changes nothing on disk.
public final class Configuration {
  /// Longer than any number that somebody meant, shorter than any key that went astray.
  private static final int MOST_QUOTED = 20;

  private final Layers layers;
  private final Settings settings;
  private final ConfiguredPaths places;
  private final ConfiguredPath backupRoot;
  private final ConfiguredPath rollbackRoot;

  private Configuration(Layers layers) throws Refusal {
    this.layers = layers;
    this.settings = settings(layers);
    this.places = ConfiguredPaths.of(layers);
    this.backupRoot = backupRoot(layers);
    this.rollbackRoot = standard("rollback root", "data/rollbacks", layers);
  }

  /// Reads the configuration of `env`.
  ///
  /// @param projectDirectory absolute; what every relative path is relative to
  /// @param process the process environment
  /// @throws Refusal if a file cannot be read, or a setting that we use cannot be used
  public static Configuration load(
      Path projectDirectory, Environment env, Map<String, String> process) throws Refusal {
    Path project = ConfiguredPaths.withoutDots(projectDirectory.toAbsolutePath());
    if (!Files.isDirectory(project)) {
      throw new Refusal(
          Ending.USAGE,
          new Problem(
              "The project directory %s is no directory.".formatted(PathNames.printable(project)),
              ConfiguredPaths.UNCHANGED,
              "Run this in the project, or name it with -C."));
    }
    return new Configuration(Layers.read(project, env, process));
  }

  /// The project directory, absolute.
  public Path projectDirectory() {
    return layers.project();
  }

  /// Which environment this is.
  public Environment environment() {
    return layers.env();
  }

  /// The settings that an artifact records, as text as configured.
  public Settings settings() {
    return settings;
  }

  /// Where the event store really is, links followed. It need not exist.
  public Path eventStore() {
    return places.eventStore().real();
  }

  /// The event store as configured, made absolute; for messages.
  public Path eventStoreAsConfigured() {
    return places.eventStore().configured();
  }

  /// The projections database, in [#projections].
  public Path projectionsDb() {
    return places.database();
  }

  /// Where the directory of the projections database really is, links followed. It need not exist.
  public Path projections() {
    return places.projections().real();
  }

  /// The projections directory as configured, made absolute; for messages.
  public Path projectionsAsConfigured() {
    return places.projections().configured();
  }

  /// The directory that holds this environment's backups, absolute. It need not exist.
  public Path backupRoot() {
    return backupRoot.configured();
  }

  /// The directory that holds this environment's rollback points, absolute. It need not exist.
  public Path rollbackRoot() {
    return rollbackRoot.configured();
  }

  /// What was odd about the files, a line each, each with its file.
  public List<String> warnings() {
    return Stream.of(layers.base(), layers.own()).flatMap(it -> it.warnings().stream()).toList();
  }

  /// Any setting, looked up like the others. An empty text is set. Defaults are not known here.
  public Optional<String> setting(String name) {
    return name.equals("ENV")
        ? Optional.of(layers.env().toString())
        : layers.find(name).map(Setting::text);
  }

  Map<String, String> process() {
    return layers.process();
  }

  ConfiguredPaths places() {
    return places;
  }

  ConfiguredPath backups() {
    return backupRoot;
  }

  ConfiguredPath rollbacks() {
    return rollbackRoot;
  }

  private static Settings settings(Layers layers) throws Refusal {
    return new Settings(
        layers.env(),
        layers.withDefault(Layers.EVENT_STORE_PATH).text(),
        layers.withDefault(Layers.PROJECTIONS_DB_PATH).text(),
        layers.withDefault(Layers.API_HOST).text(),
        port(layers),
        layers.withDefault(Layers.LOG_LEVEL).text());
  }

  private static int port(Layers layers) throws Refusal {
    Setting setting = layers.withDefault(Layers.API_PORT);
    OptionalInt port = PythonInt.parse(setting.text());
    if (port.isPresent()) {
      return port.getAsInt();
    }
    throw new Refusal(
        Ending.USAGE,
        new Problem(
            "%s is no port number%s.".formatted(setting.source(), quoted(setting.text(), layers)),
            ConfiguredPaths.UNCHANGED,
            "Write it in digits, for example API_PORT=8000."));
  }

  /// The text for a message, unless it is long or holds a secret that was put in the wrong line.
  private static String quoted(String text, Layers layers) {
    SecretGuard guard = SecretGuard.of(layers.project(), layers.process());
    boolean showable =
        text.length() <= MOST_QUOTED
            && text.chars().noneMatch(Character::isISOControl)
            && guard.foundWhole(text).isEmpty();
    return showable ? ": \"" + text + "\"" : "";
  }

  /// A process's own value stands for the whole; a file's is shared by environments, and two of
  /// them must not put their backups into one directory.
  private static ConfiguredPath backupRoot(Layers layers) throws Refusal {
    for (Setting setting : layers.all(Layers.BACKUP_ROOT)) {
      if (setting.text().isEmpty()) {
        continue; // as if it were not there: wrappers export it unconditionally
      }
      Path root = ConfiguredPaths.resolve(layers.project(), setting);
      boolean whole = setting.origin() instanceof Setting.Origin.Caller;
      return ConfiguredPaths.place(
          "backup root", setting, whole ? root : root.resolve(layers.env().toString()));
    }
    return standard("backup root", "data/backups", layers);
  }

  private static ConfiguredPath standard(String role, String parent, Layers layers) throws Refusal {
    String name = role.equals("backup root") ? Layers.BACKUP_ROOT : "not configurable";
    String text = parent + "/" + layers.env();
    Setting setting = new Setting(name, text, new Setting.Origin.BuiltIn());
    return ConfiguredPaths.place(role, setting, layers.project().resolve(text));
  }
}
