package io.helionyx.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.helionyx.source.FieldValue.Kind;
import java.util.Arrays;

/// Keeps the id and the time of a line while its bytes pass by in blocks: hears where names and
/// values begin and end.
final class FieldKeeper {
  private final byte[] idName;
  private final byte[] timeName;
  private final ScannedLine line;
  private final FieldValue name = new FieldValue();
  private FieldValue keeping; // what the present text or number goes into; null: nothing
  private int from; // where in the block that begins
  private FieldValue next; // what the value behind the last name goes into; null: nothing

  /// @param line into which the two go
  FieldKeeper(EventLog.Fields fields, ScannedLine line) {
    this.idName = fields.id().getBytes(UTF_8);
    this.timeName = fields.time().getBytes(UTF_8);
    this.line = line;
  }

  /// Nothing is to be kept of what comes until a name begins.
  void forget() {
    keeping = null;
    next = null;
  }

  /// A block begins at `at`.
  void resume(int at) {
    from = at;
  }

  /// The block ends before `at`.
  void pause(byte[] block, int at) {
    if (keeping != null) {
      keeping.append(block, from, at);
    }
  }

  /// A name begins at `at`; only those of the outermost object matter.
  void beginName(int depth, int at) {
    begin(depth == 1 ? name : null, Kind.TEXT, at);
  }

  /// The name ends before `at`.
  void endName(byte[] block, int at) {
    if (keeping == null) {
      return;
    }
    if (name.isEmpty() && !name.isEscaped()) { // mostly: all of it is here
      keeping = null;
      next =
          Arrays.equals(block, from, at, idName, 0, idName.length)
              ? line.id()
              : Arrays.equals(block, from, at, timeName, 0, timeName.length) ? line.time() : null;
    } else {
      endValue(block, at);
      next = name.is(idName) ? line.id() : name.is(timeName) ? line.time() : null;
    }
  }

  /// A text or a number begins at `at`.
  void beginValue(Kind kind, int at) {
    begin(next, kind, at);
    next = null;
  }

  private void begin(FieldValue into, Kind kind, int at) {
    keeping = into;
    from = at;
    if (into != null) {
      into.become(kind);
    }
  }

  /// There is a backslash in the text.
  void hasEscape() {
    if (keeping != null) {
      keeping.hasEscape();
    }
  }

  /// The text or number ends before `at`.
  void endValue(byte[] block, int at) {
    pause(block, at);
    keeping = null;
  }

  /// A value has begun: if it is neither text nor number, it is not kept.
  void passValue() {
    if (next != null) {
      next.become(Kind.OTHER);
      next = null;
    }
  }
}
