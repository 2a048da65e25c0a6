package io.helionyx.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.helionyx.durable.Durable;
import io.helionyx.durable.PathNames;
import io.helionyx.model.Ending;
import io.helionyx.model.Problem;
import io.helionyx.model.Refusal;
import io.helionyx.remote.AgeCodec;
import io.helionyx.remote.Naming;
import io.helionyx.remote.RemoteRepository.Keyring;
import io.helionyx.remote.RemoteUrl;
import io.helionyx.remote.S3Settings;
import io.helionyx.source.Configuration;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The settings of the remote repository.
final class RemoteSettings {
  private static final String REMOTE = "HELIONYX_REMOTE";
  private static final String RECIPIENTS = "HELIONYX_AGE_RECIPIENTS";
  private static final String IDENTITY = "HELIONYX_AGE_IDENTITY_FILE";
  private static final String ENDPOINT = "HELIONYX_S3_ENDPOINT";
  private static final String REGION = "HELIONYX_S3_REGION";
  private static final String PATH_STYLE = "HELIONYX_S3_PATH_STYLE";

  private static final String NAMING_KEY = ".remote-naming-key"; // in the backup root
  private static final int KEY_BYTES = 32;
  private static final int LARGEST_IDENTITY_FILE = 64 << 10; // bytes

  private final Configuration configuration;

  RemoteSettings(Configuration configuration) {
    this.configuration = configuration;
  }

  /// Whether there is a remote repository.
  boolean isSet() {
    return find(REMOTE).isPresent();
  }

  private Optional<String> find(String setting) {
    return configuration.setting(setting).map(String::strip).filter(text -> !text.isEmpty());
  }

  /// Where it lies.
  RemoteUrl url() throws Refusal {
    Optional<String> text = find(REMOTE);
    if (text.isEmpty()) {
      throw Session.usage(
          "No remote repository is configured: HELIONYX_REMOTE is not set.",
          "Set it, for example HELIONYX_REMOTE=s3://bucket/prefix or"
              + " HELIONYX_REMOTE=file:///mnt/backups.");
    }
    try {
      return RemoteUrl.parse(text.get());
    } catch (IllegalArgumentException bad) {
      throw Session.usage(
          "HELIONYX_REMOTE %s.".formatted(bad.getMessage()),
          "Write it as s3://bucket/prefix or file:///directory.");
    }
  }

  S3Settings s3() throws Refusal {
    Optional<String> endpoint = find(ENDPOINT);
    if (endpoint.isPresent() && !isEndpoint(endpoint.get())) {
      throw Session.usage(
          "HELIONYX_S3_ENDPOINT is no URL of a store.",
          "Write it as https://host or https://host:port, without user and password.");
    }
    // A store of one's own ignores regions, but the signature needs one.
    Optional<String> region = find(REGION).or(() -> endpoint.map(_ -> "us-east-1"));
    String style = find(PATH_STYLE).orElse(endpoint.isPresent() ? "true" : "false");
    if (!style.equals("true") && !style.equals("false")) {
      throw Session.usage(
          "HELIONYX_S3_PATH_STYLE is neither true nor false.",
          "Write true where the bucket stands in the path, as most stores but AWS want it.");
    }
    return new S3Settings(endpoint, region, style.equals("true"));
  }

  private static boolean isEndpoint(String text) {
    try {
      URI uri = URI.create(text);
      return List.of("http", "https").contains(String.valueOf(uri.getScheme()))
          && uri.getHost() != null
          && uri.getUserInfo() == null;
    } catch (IllegalArgumentException bad) {
      return false;
    }
  }

  /// What opens contents: for whoever reads.
  Keyring toRead(Durable durable) throws Refusal, IOException {
    return keyring(durable, Naming.PLAIN); // only a push gives names
  }

  /// What closes contents and names them. Makes this host's naming key where it is needed and
  /// missing.
  Keyring toPush(Durable durable) throws Refusal, IOException {
    boolean encrypted = find(RECIPIENTS).isPresent();
    return keyring(durable, encrypted ? Naming.keyed(namingKey(durable)) : Naming.PLAIN);
  }

  private Keyring keyring(Durable durable, Naming naming) throws Refusal, IOException {
    List<String> recipients =
        find(RECIPIENTS).stream().flatMap(text -> Stream.of(text.split("[,\\s]+"))).toList();
    List<String> identities = find(IDENTITY).isPresent() ? identities(durable) : List.of();
    if (recipients.isEmpty() && identities.isEmpty()) {
      return Keyring.NONE;
    }
    return new Keyring(Optional.of(codec(recipients, identities)), !recipients.isEmpty(), naming);
  }

  private AgeCodec codec(List<String> recipients, List<String> identities) throws Refusal {
    try {
      var _ = new AgeCodec(recipients, List.of());
    } catch (GeneralSecurityException bad) {
      throw Session.usage(
          "HELIONYX_AGE_RECIPIENTS holds something that is no age recipient.",
          "Write public keys as `age-keygen` prints them, age1…, with commas between them.");
    }
    try {
      return new AgeCodec(recipients, identities);
    } catch (GeneralSecurityException bad) {
      throw wrongIdentity("holds no identity of age");
    }
  }

  private List<String> identities(Durable durable) throws Refusal {
    Path file = PathNames.resolve(configuration.projectDirectory(), find(IDENTITY).orElseThrow());
    try {
      String text = new String(durable.read(file, LARGEST_IDENTITY_FILE), UTF_8);
      List<String> lines =
          text.lines()
              .map(String::strip)
              .filter(line -> !line.isEmpty() && !line.startsWith("#"))
              .toList();
      if (lines.isEmpty()) {
        throw wrongIdentity("holds no identity of age");
      }
      return lines;
    } catch (IOException unreadable) {
      throw wrongIdentity("cannot be read");
    }
  }

  private static Refusal wrongIdentity(String why) {
    return new Refusal(
        Ending.WRONG_KEY,
        new Problem(
            "The file that HELIONYX_AGE_IDENTITY_FILE names %s.".formatted(why),
            "Nothing was written.",
            "Name a file as `age-keygen -o FILE` makes it, with AGE-SECRET-KEY-1… in it."));
  }

  /// Stays on this host. Whoever loses it loses nothing but the saving of the next push.
  private byte[] namingKey(Durable durable) throws Refusal, IOException {
    Path file = configuration.backupRoot().resolve(NAMING_KEY);
    if (!durable.exists(file)) {
      byte[] fresh = new byte[KEY_BYTES];
      new SecureRandom().nextBytes(fresh);
      durable.createDirectories(file.getParent());
      durable.replace(file, (HexFormat.of().formatHex(fresh) + "\n").getBytes(US_ASCII));
    }
    try {
      byte[] key = HexFormat.of().parseHex(new String(durable.read(file, 1024), US_ASCII).strip());
      if (key.length == KEY_BYTES) {
        return key;
      }
    } catch (IllegalArgumentException bad) {
      // told below
    }
    throw Session.usage(
        "%s does not hold %d hexadecimal digits."
            .formatted(PathNames.printable(file), 2 * KEY_BYTES),
        "Put it back from a copy, or remove it: then the next push sends everything once more.");
  }
}
