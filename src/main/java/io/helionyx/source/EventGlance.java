package io.helionyx.source;

import io.helionyx.durable.Disk;
import java.io.IOException;
import java.util.Optional;

/// What a summary needs of one event, whatever its bytes are.
record EventGlance(Optional<String> time, Optional<String> type) {
  /// Which fields of an event these are.
  record Names(String time, String type) {}

  /// Reads the line of `length` bytes at `start`.
  static EventGlance read(Disk.Input file, long start, long length, Names names)
      throws IOException {
    EventLog.Fields fields = new EventLog.Fields(names.type(), names.time());
    EventLog.Event event = EventLog.read(file, start, length, fields);
    return new EventGlance(event.time(), event.id());
  }
}
