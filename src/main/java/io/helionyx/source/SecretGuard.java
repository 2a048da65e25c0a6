package io.helionyx.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.helionyx.durable.PathNames;
import io.helionyx.model.Ending;
import io.helionyx.model.Problem;
import io.helionyx.model.Refusal;
import io.helionyx.model.Settings;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Knows the secrets of a project, and finds them in text before it is written or shown.
///
/// A value of [#LONG] characters or more counts wherever it stands in a text. A shorter one counts
/// only where somebody gave it as a whole value: a placeholder such as `SECRET_KEY=dev` must not
/// make the word "dev" unprintable, and with it every message about the environment of that name.
public final class SecretGuard {
  /// From how many characters on a value is looked for inside of longer texts.
  private static final int LONG = 6;

  private static final Pattern KNOWN =
      Pattern.compile("(?i).*_(KEY|TOKEN|SECRET|PASSWORD)|TELEGRAM_CHAT_ID", Pattern.DOTALL);

  private static final String ESCAPES = "\"\\/bfnrt";
  private static final String ESCAPED = "\"\\/\b\f\n\r\t";

  private final Map<String, String> nameByLong = new LinkedHashMap<>();
  private final Map<String, String> nameByShort = new HashMap<>();

  private SecretGuard() {}

  /// Reads the secrets of `.env` and of every `.env.*` in the project directory, whatever its
  /// environment, and those of the process. A file that cannot be read is passed over: whoever
  /// needs its settings says so.
  public static SecretGuard of(Path projectDirectory, Map<String, String> process) {
    SecretGuard guard = new SecretGuard();
    process.forEach(guard::learn);
    Map<String, String> visible = new HashMap<>(process);
    for (Path file : files(projectDirectory)) {
      Optional<DotEnv> settings = readable(file, visible);
      settings.ifPresent(it -> it.assignments().forEach(guard::learn));
      if (file.endsWith(".env")) {
        settings.ifPresent(
            it -> it.values().forEach((name, value) -> visible.putIfAbsent(name, value.text())));
      }
    }
    return guard;
  }

  /// `.env` first, since the others refer to it.
  private static List<Path> files(Path projectDirectory) {
    List<Path> found = new ArrayList<>();
    found.add(projectDirectory.resolve(".env"));
    DirectoryStream.Filter<Path> named = path -> path.getFileName().toString().startsWith(".env.");
    List<Path> others = new ArrayList<>();
    try (var entries = Files.newDirectoryStream(projectDirectory, named)) {
      entries.forEach(others::add);
    } catch (IOException | DirectoryIteratorException unreadable) {
      return found;
    }
    Collections.sort(others); // so that of two names of one secret, it is always the same one
    found.addAll(others);
    return found;
  }

  private static Optional<DotEnv> readable(Path file, Map<String, String> visible) {
    try {
      return Optional.of(DotEnv.read(file, visible));
    } catch (Refusal unreadable) {
      return Optional.empty();
    }
  }

  private void learn(DotEnv.Value value) {
    learn(value.name(), value.text());
  }

  private void learn(String name, String value) {
    String secret = value.strip();
    if (secret.isEmpty() || !KNOWN.matcher(name).matches()) {
      return;
    }
    var _ = (secret.length() >= LONG ? nameByLong : nameByShort).putIfAbsent(secret, name);
  }

  /// The name of a setting whose value stands in `text`: as it is, or as JSON or percent escapes
  /// write it. Takes about a microsecond for a line.
  public Optional<String> found(String text) {
    Optional<String> plain = contained(text);
    if (plain.isPresent()) {
      return plain;
    }
    // The text is unescaped, not the secret escaped: there are many ways to escape.
    if (text.indexOf('%') >= 0) {
      String decoded = new String(PercentCode.decode(text.getBytes(UTF_8)), UTF_8);
      Optional<String> inside = contained(decoded);
      if (inside.isPresent()) {
        return inside;
      }
    }
    return text.indexOf('\\') >= 0 ? contained(jsonUnescape(text)) : Optional.empty();
  }

  /// As [#found], and also the name of a setting whose value, however short, is the whole of
  /// `value`. For values that a user gave, not for words of our own such as the environment's name.
  public Optional<String> foundWhole(String value) {
    String whole = nameByShort.get(value.strip());
    return whole != null ? Optional.of(whole) : found(value);
  }

  /// Refuses settings that an artifact would record, or a project directory that every message
  /// names, if they hold a secret.
  ///
  /// @throws Refusal naming both settings, and no value
  public void check(Settings settings, Path projectDirectory) throws Refusal {
    Map<String, String> recorded = new LinkedHashMap<>(); // not ENV: it is one of our own words
    recorded.put(Layers.EVENT_STORE_PATH, settings.eventStorePath());
    recorded.put(Layers.PROJECTIONS_DB_PATH, settings.projectionsDbPath());
    recorded.put(Layers.API_HOST, settings.apiHost());
    recorded.put(Layers.API_PORT, Integer.toString(settings.apiPort()));
    recorded.put(Layers.LOG_LEVEL, settings.logLevel());
    for (var each : recorded.entrySet()) {
      Optional<String> secret = foundWhole(each.getValue());
      if (secret.isPresent()) {
        throw refused(each.getKey(), secret.get());
      }
    }
    Optional<String> secret = found(PathNames.printable(projectDirectory.toAbsolutePath()));
    if (secret.isPresent()) {
      throw refused("The path of the project directory", secret.get());
    }
  }

  /// As [#check(Settings, Path)], and every path that the configuration leads to.
  ///
  /// @throws Refusal naming both settings, and no value
  public void check(Configuration configuration) throws Refusal {
    check(configuration.settings(), configuration.projectDirectory());
    ConfiguredPaths places = configuration.places();
    List<ConfiguredPath> all =
        List.of(
            configuration.backups(),
            configuration.rollbacks(),
            places.eventStore(),
            places.projections());
    for (ConfiguredPath place : all) {
      Optional<String> secret = found(place.paths());
      if (secret.isPresent()) {
        throw refused("The path of the " + place.role(), secret.get());
      }
    }
  }

  private static Refusal refused(String holder, String secret) {
    return new Refusal(
        Ending.USAGE,
        new Problem(
            "%s holds the value of %s, which is a secret, and would be recorded and shown."
                .formatted(holder, secret),
            ConfiguredPaths.UNCHANGED,
            "Change the one of the two that is wrong; if %s is a placeholder, make it another word."
                .formatted(secret)));
  }

  private Optional<String> contained(String text) {
    for (var secret : nameByLong.entrySet()) {
      if (text.contains(secret.getKey())) {
        return Optional.of(secret.getValue());
      }
    }
    return Optional.empty();
  }

  private static boolean hasFourHexDigits(String text, int from) {
    return from + 4 <= text.length()
        && text.substring(from, from + 4).chars().allMatch(HexFormat::isHexDigit);
  }

  private static String jsonUnescape(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      char next = c == '\\' && i + 1 < text.length() ? text.charAt(i + 1) : 0;
      int escape = next == 0 ? -1 : ESCAPES.indexOf(next);
      if (escape >= 0) {
        plain.append(ESCAPED.charAt(escape));
        i++;
      } else if (next == 'u' && hasFourHexDigits(text, i + 2)) {
        plain.append((char) Integer.parseInt(text.substring(i + 2, i + 6), 16));
        i += 5;
      } else {
        plain.append(c);
      }
    }
    return plain.toString();
  }
}
