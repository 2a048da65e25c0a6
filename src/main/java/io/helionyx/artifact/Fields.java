package io.helionyx.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.helionyx.model.RelPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/// Reads the fields of one JSON object and collects what is wrong with them, so that a reader names
/// all of it at once. A field that is null counts as absent.
final class Fields {
  private static final int SHOWN = 200; // characters of a key with its place

  private final RelPath file;
  private final String where;
  private final JsonNode object;
  private final List<Finding> findings;

  Fields(RelPath file, JsonNode object, List<Finding> findings) {
    this(file, "", object, findings);
  }

  private Fields(RelPath file, String where, JsonNode object, List<Finding> findings) {
    this.file = file;
    this.where = where;
    this.object = object;
    this.findings = findings;
  }

  /// Notes that the document is wrong: `key` with its place, then why.
  void bad(String key, String why) {
    String place = where + key;
    String shown = place.substring(0, Math.min(SHOWN, place.length())); // it may be anybody's text
    findings.add(
        new Finding.BadDocument(file, RelPath.printable(shown.getBytes(UTF_8)) + " " + why));
  }

  boolean has(String key) {
    return object.hasNonNull(key);
  }

  private Optional<JsonNode> get(String key) {
    return has(key) ? Optional.of(object.get(key)) : Optional.empty();
  }

  /// `found`, after noting the absence of `key` where it is empty for want of it.
  <T> Optional<T> must(String key, Optional<T> found) {
    if (!has(key)) {
      bad(key, "is missing");
    }
    return found;
  }

  Optional<String> text(String key) {
    Optional<JsonNode> node = get(key);
    if (node.isPresent() && !node.get().isTextual()) {
      bad(key, "is not a text");
      return Optional.empty();
    }
    return node.map(Fields::encodable);
  }

  /// The text without halves of surrogate pairs, which JSON can say and no file can hold.
  private static String encodable(JsonNode text) {
    return new String(text.textValue().getBytes(UTF_8), UTF_8);
  }

  /// The text of `key` made into a value by `convert`, which throws an unchecked exception, or
  /// returns empty, for a text that is none.
  <T> Optional<T> value(String key, Function<String, Optional<T>> convert) {
    Optional<String> text = text(key);
    Optional<T> value = text.flatMap(present -> tryConvert(present, convert));
    if (text.isPresent() && value.isEmpty()) {
      bad(key, "has a value that is not valid");
    }
    return value;
  }

  private static <T> Optional<T> tryConvert(String text, Function<String, Optional<T>> convert) {
    try {
      return convert.apply(text);
    } catch (RuntimeException invalid) { // of parsers: date and time, numbers, arguments
      return Optional.empty();
    }
  }

  /// The integer of `key`, within `least` and `most`.
  OptionalLong integer(String key, long least, long most) {
    Optional<JsonNode> node = get(key);
    if (node.isEmpty()) {
      return OptionalLong.empty();
    }
    JsonNode number = node.get();
    if (!number.isIntegralNumber()
        || !number.canConvertToLong()
        || number.longValue() < least
        || number.longValue() > most) {
      String end = most == Long.MAX_VALUE ? " on" : " to " + most;
      bad(key, "is not an integer from " + least + end);
      return OptionalLong.empty();
    }
    return OptionalLong.of(number.longValue());
  }

  /// As [#integer], but its absence is noted too.
  OptionalLong mustInteger(String key, long least, long most) {
    if (!has(key)) {
      bad(key, "is missing");
    }
    return integer(key, least, most);
  }

  /// A count: an integer from 0. Absent or wrong ones are noted, and 0.
  long count(String key) {
    return mustInteger(key, 0, Long.MAX_VALUE).orElse(0);
  }

  /// The object at `key`.
  Optional<Fields> object(String key) {
    Optional<JsonNode> node = get(key);
    if (node.isPresent() && !node.get().isObject()) {
      bad(key, "is not an object");
      return Optional.empty();
    }
    return node.map(inner -> new Fields(file, where + key + ".", inner, findings));
  }

  /// The objects in the list at `key`; an absent list is empty.
  List<Fields> objects(String key) {
    List<Fields> all = new ArrayList<>();
    int index = 0;
    for (JsonNode node : list(key)) {
      String place = key + "[" + index + "]";
      if (node.isObject()) {
        all.add(new Fields(file, where + place + ".", node, findings));
      } else {
        bad(place, "is not an object");
      }
      index++;
    }
    return all;
  }

  /// The texts in the list at `key`; an absent list is empty.
  List<String> texts(String key) {
    List<String> all = new ArrayList<>();
    for (JsonNode node : list(key)) {
      if (node.isTextual()) {
        all.add(encodable(node));
      } else {
        bad(key, "holds something that is not a text");
      }
    }
    return List.copyOf(all);
  }

  private Iterable<JsonNode> list(String key) {
    Optional<JsonNode> node = get(key);
    if (node.isPresent() && !node.get().isArray()) {
      bad(key, "is not a list");
      return List.of();
    }
    return node.<Iterable<JsonNode>>map(list -> list).orElse(List.of());
  }

  /// The names of all fields.
  List<String> names() {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
