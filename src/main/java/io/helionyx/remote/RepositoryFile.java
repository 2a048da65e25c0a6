package io.helionyx.remote;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.helionyx.model.Ending;
import io.helionyx.model.Problem;
import io.helionyx.model.Refusal;
import java.io.IOException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/// `repository.json`: that this place is a repository of ours, which one, and how contents are
/// stored. Written once.
///
/// @param id of this repository and no other: 32 hexadecimal digits
/// @param created by the clock of who made it
record RepositoryFile(String id, Encryption encryption, Instant created) {
  private static final String FORMAT = "helionyx-backup-repository";
  private static final int VERSION = 1;
  private static final int LIMIT = 64 << 10;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /// How contents are stored.
  enum Encryption {
    /// Compressed.
    NONE,
    /// Compressed, then encrypted in the age format.
    AGE
  }

  /// A new one.
  static RepositoryFile create(Encryption encryption, Instant now) {
    UUID random = UUID.randomUUID();
    String id =
        HexFormat.of().toHexDigits(random.getMostSignificantBits())
            + HexFormat.of().toHexDigits(random.getLeastSignificantBits());
    return new RepositoryFile(
        id, encryption, now.truncatedTo(java.time.temporal.ChronoUnit.SECONDS));
  }

  byte[] toBytes() {
    return """
    {
      "created_at_utc": "%s",
      "encryption": "%s",
      "format": "%s",
      "format_version": %d,
      "repository_id": "%s"
    }
    """
        .formatted(
            created, encryption.name().toLowerCase(java.util.Locale.ROOT), FORMAT, VERSION, id)
        .getBytes(UTF_8);
  }

  /// The one in `store`; empty where there is none.
  ///
  /// @throws Refusal if what is there is not ours, or of a later version
  static Optional<RepositoryFile> find(ObjectStore store) throws IOException, Refusal {
    Optional<byte[]> bytes = store.get(Keys.REPOSITORY, LIMIT);
    return bytes.isEmpty() ? Optional.empty() : Optional.of(read(bytes.get(), store.place()));
  }

  private static RepositoryFile read(byte[] bytes, String place) throws Refusal {
    JsonNode json;
    try {
      json = MAPPER.readTree(new String(bytes, UTF_8));
    } catch (JsonProcessingException bad) {
      throw notOurs(place, "is no JSON");
    }
    if (!json.path("format").asText().equals(FORMAT)) {
      throw notOurs(place, "does not say \"format\": \"" + FORMAT + "\"");
    }
    int version = json.path("format_version").asInt();
    if (version != VERSION) {
      throw new Refusal(
          Ending.USAGE,
          new Problem(
              "The repository %s has format %d; this program knows %d."
                  .formatted(place, version, VERSION),
              "Nothing was read or written there.",
              "Use the version of this program that made it, or a later one."));
    }
    String id = json.path("repository_id").asText();
    try {
      return new RepositoryFile(
          id,
          encryption(json.path("encryption").asText()),
          Instant.parse(json.path("created_at_utc").asText()));
    } catch (java.time.DateTimeException | IllegalArgumentException bad) {
      throw notOurs(place, "lacks a key of format 1");
    }
  }

  private static Encryption encryption(String text) {
    return switch (text) {
      case "none" -> Encryption.NONE;
      case "age" -> Encryption.AGE;
      default -> throw new IllegalArgumentException("unknown encryption");
    };
  }

  private static Refusal notOurs(String place, String why) {
    return new Refusal(
        Ending.USAGE,
        new Problem(
            "%s is not a repository of this program: its repository.json %s.".formatted(place, why),
            "Nothing was read or written there.",
            "Point HELIONYX_REMOTE to the right place, or to an empty one, which becomes a"
                + " repository with the first push."));
  }
}
