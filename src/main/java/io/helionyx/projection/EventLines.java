package io.helionyx.projection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.helionyx.durable.PathNames;
import io.helionyx.projection.ProjectionException.Blame;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/// Tells the lines of a log that projections follow from. What is JSON is what Python's parser
/// takes for it.
final class EventLines {
  static final String OBJECT = "object_extracted";
  static final String DECISION = "decision_recorded";

  private static final int DEEPEST = 10_000; // levels; more than CPython's parser goes down
  private static final int LONGEST_NUMBER = 4300; // digits; more than CPython turns into a number
  private static final Set<String> NO_NUMBERS = Set.of("NaN", "Infinity", "-Infinity");

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxNumberLength(LONGEST_NUMBER)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .build();
  private static final ObjectMapper MAPPER = new ObjectMapper(JSON);

  private EventLines() {}

  /// One event of the two types.
  record Event(String type, JsonNode fields) {}

  /// The event of the current line, if it is one of the two types and whole.
  ///
  /// @throws ProjectionException if the line is JSON and not an object, or too much for a reader
  static Optional<Event> read(Path file, LogLines line) throws IOException, ProjectionException {
    if (line.isNoJson() || isOther(line)) {
      return Optional.empty();
    }
    try {
      Optional<String> type = type(file, line);
      return type.isEmpty()
          ? Optional.empty()
          : Optional.of(
              new Event(type.get(), MAPPER.readTree(line.bytes(), line.start(), line.length())));
    } catch (StreamConstraintsException tooMuch) {
      throw new ProjectionException(
          Blame.CONTENT,
          "%s is JSON that is too much to read: more than %d levels deep, or a number of more than %d digits."
              .formatted(where(file, line), DEEPEST, LONGEST_NUMBER),
          tooMuch);
    } catch (JsonProcessingException noJson) {
      return Optional.empty(); // blank, torn or damaged: the original passes over it too
    }
  }

  /// Whether the line is for certain none of the two types, be it JSON or not: most are, and need
  /// no parser. A long one may be too much to read, and an escape may hide a letter: they need one.
  private static boolean isOther(LogLines line) {
    boolean mayBeTooMuch = line.length() > LONGEST_NUMBER;
    if (mayBeTooMuch || line.length() == 0 || line.bytes()[line.start()] != '{') {
      return false;
    }
    String text = new String(line.bytes(), line.start(), line.length(), ISO_8859_1); // its bytes
    return !text.contains(OBJECT) && !text.contains(DECISION) && !text.contains("\\u");
  }

  /// Whether the current line has the fields that every event of the application has.
  static boolean isEnvelope(LogLines line) throws IOException {
    try {
      JsonNode event = MAPPER.readTree(line.bytes(), line.start(), line.length());
      return event.path("event_id").isTextual()
          && event.path("event_type").isTextual()
          && event.has("timestamp")
          && event.path("metadata").isObject();
    } catch (JsonProcessingException noJson) {
      return false;
    }
  }

  /// As a sentence begins with it.
  static String where(Path file, LogLines line) {
    return "Line %d of %s".formatted(line.number(), PathNames.printable(file));
  }

  /// The type, if it is one of the two. Reads the whole line: of two fields of one name the last
  /// one counts.
  private static Optional<String> type(Path file, LogLines line)
      throws IOException, ProjectionException {
    try (JsonParser json = JSON.createParser(line.bytes(), line.start(), line.length())) {
      JsonToken first = json.nextToken();
      if (first == null) {
        return Optional.empty();
      }
      Optional<String> type = value(json, first);
      if (json.nextToken() != null) {
        return Optional.empty(); // something follows: no JSON
      }
      if (first != JsonToken.START_OBJECT) {
        throw new ProjectionException(
            Blame.CONTENT,
            where(file, line)
                + " is JSON and not an object, and that stops the application's reader.");
      }
      return type;
    }
  }

  /// Goes to the end of the value that begins with `token`; gives the type that stands in it.
  private static Optional<String> value(JsonParser json, JsonToken token) throws IOException {
    Optional<String> type = Optional.empty();
    int depth = 0;
    boolean typeFollows = false;
    for (JsonToken at = token; ; at = json.nextToken()) {
      if (at == null) {
        throw new JsonEOFException(json, token, "ends too early");
      }
      if (typeFollows) {
        type = at == JsonToken.VALUE_STRING ? known(json.getText()) : Optional.empty();
      }
      typeFollows =
          depth == 1 && at == JsonToken.FIELD_NAME && json.currentName().equals("event_type");
      if (at == JsonToken.VALUE_NUMBER_FLOAT
          && json.isNaN()
          && !NO_NUMBERS.contains(json.getText())) {
        throw new JsonParseException(json, "Python knows no such number");
      }
      depth += at.isStructStart() ? 1 : at.isStructEnd() ? -1 : 0;
      if (depth == 0) {
        return type;
      }
    }
  }

  private static Optional<String> known(String type) {
    return type.equals(OBJECT) || type.equals(DECISION) ? Optional.of(type) : Optional.empty();
  }
}
