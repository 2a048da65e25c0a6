package io.helionyx.projection;

import com.fasterxml.jackson.databind.JsonNode;
import io.helionyx.model.PythonTime;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;

/// The fields of one JSON object, as the application's validation lets them pass: "lax" in its own
/// sense, so a number may be a time, and never a text.
///
/// @param name of the object, for messages: `task_snapshot`, empty for the event itself
record Given(String name, JsonNode fields) {
  private static final Pattern NUMBER =
      Pattern.compile(
          "\\s*[-+]?(?:(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?|nan|inf(?:inity)?)\\s*",
          Pattern.CASE_INSENSITIVE);

  /// Why an object does not pass; the message goes on from the place of the event.
  static final class Invalid extends Exception {
    private static final long serialVersionUID = 1L;

    Invalid(String why) {
      super(why);
    }
  }

  private interface Form<T> {
    T of(JsonNode value) throws Invalid;
  }

  /// A string that must be there.
  String text(String field) throws Invalid {
    return required(field, value -> string(field, value));
  }

  /// A string, or null, or not there.
  Optional<String> optionalText(String field) throws Invalid {
    return optional(field, value -> string(field, value));
  }

  /// An id, or null, or not there.
  Optional<UUID> optionalId(String field) throws Invalid {
    return optional(field, value -> id(field, value));
  }

  /// An id, or not there.
  Optional<UUID> idUnlessMissing(String field) throws Invalid {
    return unlessMissing(field, value -> id(field, value));
  }

  /// An id that must be there.
  UUID requiredId(String field) throws Invalid {
    return required(field, value -> id(field, value));
  }

  /// A time, or null, or not there.
  Optional<PythonTime> optionalTime(String field) throws Invalid {
    return optional(field, value -> time(field, value));
  }

  /// A time, or not there.
  Optional<PythonTime> timeUnlessMissing(String field) throws Invalid {
    return unlessMissing(field, value -> time(field, value));
  }

  /// One of `words`, or not there.
  Optional<String> wordUnlessMissing(String field, Set<String> words) throws Invalid {
    return unlessMissing(field, value -> word(field, value, words));
  }

  /// One of `words`.
  String word(String field, Set<String> words) throws Invalid {
    return required(field, value -> word(field, value, words));
  }

  /// Strings; none if it is not there.
  List<String> texts(String field) throws Invalid {
    return list(field, value -> string(field, value));
  }

  /// Ids; none if it is not there.
  List<UUID> ids(String field) throws Invalid {
    return list(field, value -> id(field, value));
  }

  /// Objects; none if it is not there.
  List<Given> objects(String field) throws Invalid {
    return list(field, value -> object(field, value));
  }

  /// An object that must be there.
  Given object(String field) throws Invalid {
    return required(field, value -> object(field, value));
  }

  /// Refuses what is there and is no object.
  void refuseOtherThanObject(String field) throws Invalid {
    var _ = unlessMissing(field, value -> object(field, value));
  }

  /// Refuses what is there, is not null, and cannot be taken for a number.
  void refuseOtherThanNumber(String field) throws Invalid {
    JsonNode value = fields.path(field);
    boolean fits =
        value.isMissingNode()
            || value.isNull()
            || value.isNumber()
            || value.isBoolean()
            || (value.isTextual() && NUMBER.matcher(value.textValue()).matches());
    if (!fits) {
      throw wrong(field, "a number", value);
    }
  }

  private <T> T required(String field, Form<T> form) throws Invalid {
    JsonNode value = fields.get(field);
    if (value == null) {
      throw new Invalid(path(field) + " is missing");
    }
    return form.of(value);
  }

  private <T> Optional<T> unlessMissing(String field, Form<T> form) throws Invalid {
    JsonNode value = fields.get(field);
    return value == null ? Optional.empty() : Optional.of(form.of(value));
  }

  private <T> Optional<T> optional(String field, Form<T> form) throws Invalid {
    return fields.path(field).isNull() ? Optional.empty() : unlessMissing(field, form);
  }

  private <T> List<T> list(String field, Form<T> form) throws Invalid {
    List<T> items = new ArrayList<>();
    JsonNode value = fields.get(field);
    if (value != null && !value.isArray()) {
      throw wrong(field, "a list", value);
    }
    if (value != null) {
      for (JsonNode item : value) {
        items.add(form.of(item));
      }
    }
    return items;
  }

  private String string(String field, JsonNode value) throws Invalid {
    if (!value.isTextual()) {
      throw wrong(field, "a string", value);
    }
    String text = value.textValue();
    if (hasLoneSurrogate(text)) {
      throw new Invalid(path(field) + " holds half a surrogate pair, which no UTF-8 can say");
    }
    return text;
  }

  private static boolean hasLoneSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (i + 1 == text.length()
            || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
          return true;
        }
        i++;
      }
    }
    return false;
  }

  private UUID id(String field, JsonNode value) throws Invalid {
    return parsed(field, "a UUID", value, Ids::parse);
  }

  private PythonTime time(String field, JsonNode value) throws Invalid {
    try {
      if (value.isIntegralNumber() && value.canConvertToLong()) {
        return PythonTime.ofNumber(value.longValue());
      }
      if (value.isFloatingPointNumber()) {
        return PythonTime.ofNumber(value.doubleValue());
      }
      return parsed(field, "a time", value, PythonTime::parse);
    } catch (DateTimeException noTime) {
      throw wrong(field, "a time", value);
    }
  }

  private <T> T parsed(String field, String what, JsonNode value, Function<String, T> parser)
      throws Invalid {
    if (!value.isTextual()) {
      throw wrong(field, what, value);
    }
    try {
      return parser.apply(value.textValue());
    } catch (IllegalArgumentException | DateTimeException other) {
      throw wrong(field, what, value);
    }
  }

  private String word(String field, JsonNode value, Set<String> words) throws Invalid {
    if (!value.isTextual() || !words.contains(value.textValue())) {
      throw wrong(field, "one of " + String.join(", ", words.stream().sorted().toList()), value);
    }
    return value.textValue();
  }

  private Given object(String field, JsonNode value) throws Invalid {
    if (!value.isObject()) {
      throw wrong(field, "an object", value);
    }
    return new Given(path(field), value);
  }

  /// Without the value: it may be anybody's secret.
  private Invalid wrong(String field, String wanted, JsonNode value) {
    String found = value.getNodeType().toString().toLowerCase(Locale.ROOT);
    return new Invalid("%s must be %s, and this %s is not".formatted(path(field), wanted, found));
  }

  private String path(String field) {
    return name.isEmpty() ? field : name + "." + field;
  }
}
