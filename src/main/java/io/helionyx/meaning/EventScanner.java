package io.helionyx.meaning;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.helionyx.meaning.FieldValue.Kind;
import io.helionyx.source.EventLog;

/// Reads JSON lines as bytes, in pieces of any size, with a fixed amount of memory however long a
/// line is. Strict: JSON as RFC 8259 has it, in well-formed UTF-8. Of each line it keeps two
/// values, the id and the time, from the fields at the top of the object.
///
/// It makes no tree and no objects: it is a machine of a few states that eats a byte at a time, and
/// inside of texts eight.
final class EventScanner {
  /// An event nested deeper is one that readers by recursion cannot read either (Python's gives up
  /// near its 1000th level).
  static final int DEEPEST = 1000;

  /// Stands for a byte where the line ended.
  static final int NONE = 256;

  /// Where in the grammar it is: what may come next. Numbers, because a switch over an enum costs a
  /// tenth of the speed here.
  private static final class State {
    /// Nothing of the line was seen yet, but blanks.
    static final int START = 0;

    /// A value.
    static final int VALUE = 1;

    /// A value, or the end of an empty array.
    static final int ITEM = 2;

    /// A field's name, or the end of an empty object.
    static final int FIRST_KEY = 3;

    /// A field's name.
    static final int KEY = 4;

    /// A colon.
    static final int COLON = 5;

    /// A comma, or the end of what we are in.
    static final int AFTER = 6;

    /// Nothing but blanks.
    static final int DONE = 7;

    /// The inside of a text.
    static final int TEXT = 8;

    /// What stands behind a backslash.
    static final int ESCAPE = 9;

    /// The digits behind a backslash and `u`.
    static final int HEX = 10;

    /// The next byte of a character of several.
    static final int SEQUENCE = 11;

    /// The first digit of a number.
    static final int MINUS = 12;

    /// What stands behind a number's leading zero.
    static final int ZERO = 13;

    /// More digits, or what ends the integer.
    static final int INTEGER = 14;

    /// The first digit of a fraction.
    static final int POINT = 15;

    /// More digits of a fraction.
    static final int FRACTION = 16;

    /// A sign, or the first digit of a power.
    static final int EXPONENT = 17;

    /// The first digit of a power.
    static final int SIGN = 18;

    /// More digits of a power.
    static final int POWER = 19;

    /// The rest of `true`, `false` or `null`.
    static final int LITERAL = 20;

    /// Anything: the line is no JSON.
    static final int BAD = 21;
  }

  private static final byte[] TRUE = "true".getBytes(UTF_8);
  private static final byte[] FALSE = "false".getBytes(UTF_8);
  private static final byte[] NULL = "null".getBytes(UTF_8);

  /// Hears of each line that is not blank, when all of it was read. What it was is asked of the
  /// scanner.
  interface Lines {
    /// A line has ended.
    void line();
  }

  private final Lines lines;
  private final byte[] idField;
  private final byte[] timeField;
  private final FieldValue key = new FieldValue();
  private final FieldValue id = new FieldValue();
  private final FieldValue time = new FieldValue();
  private final boolean[] inObject = new boolean[DEEPEST + 1];

  private int state = State.START;
  private int depth;
  private boolean inKey;
  private FieldValue keeping; // what the present text or number goes into; null: nothing
  private int keptFrom; // in the block
  private FieldValue next; // what the value behind the last name goes into; null: nothing
  private byte[] literal = TRUE;
  private int left; // of a literal, of the digits behind \\u, or of a character's bytes
  private int lowest; // that the next byte of a character may be
  private int highest;

  private long base; // where in the file the block's byte 0 would be
  private long position; // where in the file the next block starts
  private long lineStart;
  private long lineNumber;
  private long lineEnd;
  private boolean object;
  private boolean terminated;
  private String why = "";
  private long badAt;
  private int badByte;
  private boolean zeros;

  EventScanner(EventLog.Fields fields, Lines lines) {
    this.idField = fields.id().getBytes(UTF_8);
    this.timeField = fields.time().getBytes(UTF_8);
    this.lines = lines;
  }

  /// Begins a file.
  void begin() {
    position = 0;
    lineNumber = 1;
    beginLine(0);
  }

  /// Ends the file: what stands behind the last line feed is a line without its end.
  void end() {
    if (state == State.START) {
      return;
    }
    terminated = false;
    base = position;
    lineEnd = position;
    endNumber();
    if (state != State.DONE && state != State.BAD) {
      var _ = bad(0, "it ends in the middle", NONE);
    }
    lines.line();
  }

  private void beginLine(long at) {
    lineStart = at;
    state = State.START;
    depth = 0;
    object = false;
    keeping = null;
    next = null;
    why = "";
    id.clear();
    time.clear();
  }

  /// Whether the line is JSON.
  boolean isJson() {
    return why.isEmpty();
  }

  /// Whether it is an object; of JSON only.
  boolean isObject() {
    return object;
  }

  /// Whether it has its line feed.
  boolean isTerminated() {
    return terminated;
  }

  /// Why it is no JSON.
  String why() {
    return why;
  }

  /// Where in the file it stopped being JSON.
  long badAt() {
    return badAt;
  }

  /// The byte there, or [#NONE].
  int badByte() {
    return badByte;
  }

  /// Whether there is nothing but zero bytes from there to its end.
  boolean isZerosThen() {
    return zeros;
  }

  /// Its number in the file, from 1.
  long lineNumber() {
    return lineNumber;
  }

  /// Where in the file it starts.
  long lineStart() {
    return lineStart;
  }

  /// Where in the file the next one starts.
  long lineEnd() {
    return lineEnd;
  }

  /// Its id.
  FieldValue id() {
    return id;
  }

  /// Its time.
  FieldValue time() {
    return time;
  }

  /// Goes on with the bytes of `block` from `from` to before `to`.
  void feed(byte[] block, int from, int to) {
    base = position - from;
    keptFrom = from;
    int at = from;
    while (at < to) {
      at = state == State.TEXT ? text(block, at, to) : step(block, at, to);
    }
    if (keeping != null) {
      keeping.append(block, keptFrom, to);
    }
    position = base + to;
  }

  /// The inside of a text, up to and with the first byte that is more than a letter.
  private int text(byte[] block, int from, int to) {
    int at = Octets.special(block, from, to);
    if (at == to) {
      return to;
    }
    byte b = block[at];
    if (b == '"') {
      return endText(block, at, to);
    }
    if (b == '\\') {
      if (keeping != null) {
        keeping.hasEscape();
      }
      state = State.ESCAPE;
    } else if (b >= 0) {
      return bad(at, b == '\n' ? "it ends inside a text" : "a control character in a text", b);
    } else if (!beginSequence(b & 0xff)) {
      return bad(at, "a byte that is no UTF-8", b);
    }
    return at + 1;
  }

  /// At a quotation mark that ends a text. What mostly follows, a colon behind a name and a further
  /// name behind a value, is taken at once: that is a third of the time.
  private int endText(byte[] block, int at, int to) {
    if (keeping != null) {
      keeping.append(block, keptFrom, at);
    }
    if (inKey) {
      next = keeping == null ? null : key.is(idField) ? id : key.is(timeField) ? time : null;
      keeping = null;
      if (at + 1 < to && block[at + 1] == ':') {
        return to(State.VALUE, at + 1);
      }
      return to(State.COLON, at);
    }
    keeping = null;
    if (at + 2 < to && block[at + 1] == ',' && block[at + 2] == '"' && inObject[depth]) {
      return beginKey(at + 2);
    }
    return to(depth == 0 ? State.DONE : State.AFTER, at);
  }

  /// A character of several bytes (the Unicode Standard, table 3-7); false where none begins so.
  private boolean beginSequence(int lead) {
    if (lead < 0xc2 || lead > 0xf4) {
      return false;
    }
    left = lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
    lowest = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    highest = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    state = State.SEQUENCE;
    return true;
  }

  /// One byte outside of a text's letters. Gives back where to go on: `at` again if the byte is for
  /// the next state.
  private int step(byte[] block, int at, int to) {
    byte b = block[at];
    return switch (state) {
      case State.AFTER -> after(b, at);
      case State.FIRST_KEY, State.KEY -> key(b, at);
      case State.COLON -> b == ':' ? to(State.VALUE, at) : between(b, at, "a colon was expected");
      case State.START -> value(b, at, "no JSON begins so");
      case State.VALUE -> value(b, at, "a value was expected");
      case State.ITEM -> b == ']' ? close(b, at) : value(b, at, "a value was expected");
      case State.DONE -> between(b, at, "something stands behind the end of the event");
      case State.TEXT -> throw new AssertionError();
      case State.SEQUENCE -> sequence(b, at);
      case State.ESCAPE -> escape(b, at);
      case State.HEX -> hex(b, at);
      case State.LITERAL -> literal(b, at);
      case State.BAD -> skip(block, at, to);
      default -> number(block, at);
    };
  }

  private int to(int now, int at) {
    state = now;
    return at + 1;
  }

  private int after(byte b, int at) {
    if (b == ',') {
      return to(inObject[depth] ? State.KEY : State.VALUE, at);
    }
    return b == '}' || b == ']'
        ? close(b, at)
        : between(b, at, "a comma or a closing bracket was expected");
  }

  private int key(byte b, int at) {
    if (b == '"') {
      return beginKey(at);
    }
    return b == '}' && state == State.FIRST_KEY
        ? close(b, at)
        : between(b, at, "a field's name was expected");
  }

  private int beginKey(int at) {
    inKey = true;
    keep(depth == 1 ? key : null, Kind.TEXT, at + 1);
    return to(State.TEXT, at);
  }

  private void keep(FieldValue into, Kind kind, int from) {
    keeping = into;
    keptFrom = from;
    if (into != null) {
      into.become(kind);
    }
  }

  private int value(byte b, int at, String otherwise) {
    FieldValue field = next;
    switch (b) {
      case ' ', '\t', '\r', '\n' -> {
        return between(b, at, otherwise);
      }
      case '"' -> {
        inKey = false;
        keep(field, Kind.TEXT, at + 1);
        state = State.TEXT;
      }
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> {
        keep(field, Kind.NUMBER, at);
        state = b == '-' ? State.MINUS : b == '0' ? State.ZERO : State.INTEGER;
      }
      case '{', '[' -> {
        if (depth == DEEPEST) {
          return bad(at, "nested deeper than " + DEEPEST + " levels", b);
        }
        depth++;
        inObject[depth] = b == '{';
        object |= depth == 1 && b == '{';
        state = b == '{' ? State.FIRST_KEY : State.ITEM;
      }
      case 't', 'f', 'n' -> {
        literal = b == 't' ? TRUE : b == 'f' ? FALSE : NULL;
        left = literal.length - 1;
        state = State.LITERAL;
      }
      default -> {
        return bad(at, otherwise, b);
      }
    }
    if (field != null && keeping == null) {
      field.become(Kind.OTHER);
    }
    next = null;
    return at + 1;
  }

  private int close(byte b, int at) {
    if (inObject[depth] != (b == '}')) {
      return bad(at, "the wrong bracket closes", b);
    }
    depth--;
    return to(depth == 0 ? State.DONE : State.AFTER, at);
  }

  private int between(byte b, int at, String otherwise) {
    if (b == ' ' || b == '\t' || b == '\r') {
      return at + 1;
    }
    if (b != '\n') {
      return bad(at, otherwise, b);
    }
    if (state == State.DONE) {
      terminated = true;
      lineEnd = base + at + 1;
      lines.line();
    } else if (state != State.START) {
      return bad(at, "it ends in the middle", b);
    }
    lineNumber++;
    beginLine(base + at + 1);
    return at + 1;
  }

  private int sequence(byte b, int at) {
    int next = b & 0xff;
    if (next < lowest || next > highest) {
      return bad(at, "a byte that is no UTF-8", b);
    }
    lowest = 0x80;
    highest = 0xbf;
    left--;
    return to(left == 0 ? State.TEXT : State.SEQUENCE, at);
  }

  private int escape(byte b, int at) {
    return switch (b) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> to(State.TEXT, at);
      case 'u' -> {
        left = 4;
        yield to(State.HEX, at);
      }
      default -> bad(at, "no escape", b);
    };
  }

  private int hex(byte b, int at) {
    if (Character.digit(b, 16) < 0) {
      return bad(at, "no escape", b);
    }
    left--;
    return to(left == 0 ? State.TEXT : State.HEX, at);
  }

  private int literal(byte b, int at) {
    if (b != literal[literal.length - left]) {
      return bad(at, "no value begins so", b);
    }
    left--;
    return to(left > 0 ? State.LITERAL : depth == 0 ? State.DONE : State.AFTER, at);
  }

  private int number(byte[] block, int at) {
    byte b = block[at];
    boolean digit = b >= '0' && b <= '9';
    int then =
        switch (state) {
          case State.MINUS -> b == '0' ? State.ZERO : digit ? State.INTEGER : State.BAD;
          case State.ZERO, State.INTEGER ->
              digit && state == State.INTEGER
                  ? State.INTEGER
                  : b == '.' ? State.POINT : b == 'e' || b == 'E' ? State.EXPONENT : State.AFTER;
          case State.POINT -> digit ? State.FRACTION : State.BAD;
          case State.FRACTION ->
              digit ? State.FRACTION : b == 'e' || b == 'E' ? State.EXPONENT : State.AFTER;
          case State.EXPONENT ->
              b == '+' || b == '-' ? State.SIGN : digit ? State.POWER : State.BAD;
          case State.SIGN -> digit ? State.POWER : State.BAD;
          case State.POWER -> digit ? State.POWER : State.AFTER;
          default -> throw new AssertionError(state);
        };
    if (then == State.BAD) {
      return bad(at, "no number goes on so", b);
    }
    if (then != State.AFTER) {
      return to(then, at);
    }
    if (keeping != null) {
      keeping.append(block, keptFrom, at);
    }
    endNumber();
    return at; // the byte behind a number is none of it
  }

  private void endNumber() {
    switch (state) {
      case State.ZERO, State.INTEGER, State.FRACTION, State.POWER -> {
        keeping = null;
        state = depth == 0 ? State.DONE : State.AFTER;
      }
      default -> {}
    }
  }

  /// The line is no JSON, for this reason. The byte itself is not consumed: it may be the line
  /// feed.
  private int bad(int at, String reason, int found) {
    state = State.BAD;
    keeping = null;
    why = reason;
    badAt = base + at;
    badByte = found == NONE ? NONE : found & 0xff;
    zeros = found == 0;
    return at;
  }

  private int skip(byte[] block, int from, int to) {
    int at = from;
    if (zeros) {
      at = Octets.nonZero(block, at, to);
      zeros = at == to || block[at] == '\n';
    }
    at = Octets.lineFeed(block, at, to);
    if (at == to) {
      return to;
    }
    terminated = true;
    lineEnd = base + at + 1;
    lines.line();
    lineNumber++;
    beginLine(base + at + 1);
    return at + 1;
  }
}
