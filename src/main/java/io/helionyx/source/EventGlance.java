package io.helionyx.source;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;

/// What a summary needs of one event, whatever its bytes are.
record EventGlance(Optional<String> time, Optional<String> type) {
  private static final EventGlance UNKNOWN = new EventGlance(Optional.empty(), Optional.empty());
  private static final int LONGEST_LINE = 1 << 20; // bytes; of a longer one nothing is read
  private static final int LONGEST_VALUE = 200; // characters
  private static final JsonFactory JSON = new JsonFactory();

  /// Which fields of an event these are.
  record Names(String time, String type) {}

  /// Reads the line of `length` bytes at `start`.
  static EventGlance read(FileChannel file, long start, long length, Names names)
      throws IOException {
    if (length > LONGEST_LINE) {
      return UNKNOWN;
    }
    ByteBuffer line = ByteBuffer.allocate((int) length);
    while (line.hasRemaining() && file.read(line, start + line.position()) >= 0) {}
    try {
      return parse(line.array(), line.position(), names);
    } catch (IOException notJson) {
      return UNKNOWN; // it counts as an event all the same
    }
  }

  private static EventGlance parse(byte[] line, int length, Names names) throws IOException {
    Optional<String> time = Optional.empty();
    Optional<String> type = Optional.empty();
    try (JsonParser json = JSON.createParser(line, 0, length)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return UNKNOWN;
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        if (name.equals(names.time())) {
          time = scalar(json, value);
        }
        if (name.equals(names.type())) {
          type = scalar(json, value);
        }
        JsonParser skipped = json.skipChildren();
        assert skipped.equals(json);
      }
    }
    return new EventGlance(time, type);
  }

  private static Optional<String> scalar(JsonParser json, JsonToken value) throws IOException {
    boolean text = value == JsonToken.VALUE_STRING || (value != null && value.isNumeric());
    return text && json.getTextLength() <= LONGEST_VALUE
        ? Optional.of(json.getText())
        : Optional.empty();
  }
}
