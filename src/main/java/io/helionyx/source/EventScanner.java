package io.helionyx.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.helionyx.source.FieldValue.Kind;

/// Reads JSON lines as bytes, in pieces of any size, with a fixed amount of memory however long a
/// line is. Strict: JSON as RFC 8259 has it, in well-formed UTF-8. Of each line it keeps two
/// values, the id and the time, from the fields at the top of the object.
///
/// It makes no tree and no objects: it is a machine of a few states that eats a byte at a time, and
/// inside of texts eight.
public final class EventScanner {
  private static final byte[] TRUE = "true".getBytes(UTF_8);
  private static final byte[] FALSE = "false".getBytes(UTF_8);
  private static final byte[] NULL = "null".getBytes(UTF_8);

  /// Hears of each line that is not blank, when all of it was read.
  public interface Lines {
    /// A line has ended. What it was is gone when this returns.
    void line(ScannedLine line);
  }

  private final Lines lines;
  private final ScannedLine line;
  private final FieldKeeper keeper;
  private final Nesting nesting = new Nesting();

  private int state = JsonState.START;
  private boolean inKey;
  private byte[] literal = TRUE;
  private int left; // of a literal, or of the digits behind \\u
  private final Utf8Sequence sequence = new Utf8Sequence();

  private long base; // where in the file the block's byte 0 would be
  private long position; // where in the file the next block starts

  public EventScanner(EventLog.Fields fields, Lines lines) {
    this.line = new ScannedLine(fields);
    this.keeper = new FieldKeeper(fields, line);
    this.lines = lines;
  }

  /// Begins a file.
  public void begin() {
    position = 0;
    line.beginFile();
    beginLine(0);
  }

  /// Ends the file: what stands behind the last line feed is a line without its end.
  public void end() {
    if (state == JsonState.START) {
      return;
    }
    base = position;
    endNumber();
    if (state != JsonState.DONE && state != JsonState.BAD) {
      var _ = bad(0, "it ends in the middle", ScannedLine.NONE);
    }
    line.end(position, false);
    lines.line(line);
  }

  private void beginLine(long at) {
    line.begin(at);
    state = JsonState.START;
    nesting.clear();
    keeper.forget();
  }

  private void endLine(int lineFeed) {
    line.end(base + lineFeed + 1, true);
    lines.line(line);
  }

  /// Goes on with the bytes of `block` from `from` to before `to`.
  public void feed(byte[] block, int from, int to) {
    base = position - from;
    keeper.resume(from);
    int at = from;
    while (at < to) {
      at = state == JsonState.TEXT ? text(block, at, to) : step(block, at, to);
    }
    keeper.pause(block, to);
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
      keeper.hasEscape();
      state = JsonState.ESCAPE;
    } else if (b >= 0) {
      return bad(at, b == '\n' ? "it ends inside a text" : "a control character in a text", b);
    } else {
      return beginSequence(block, at, to);
    }
    return at + 1;
  }

  /// A character of several bytes, all of it where it ends well in this block.
  private int beginSequence(byte[] block, int from, int to) {
    if (!sequence.begin(block[from])) {
      return bad(from, "a byte that is no UTF-8", block[from]);
    }
    int at = from + 1;
    while (at < to && !sequence.isWhole() && sequence.goesOn(block[at])) {
      at++;
    }
    state = sequence.isWhole() ? JsonState.TEXT : JsonState.SEQUENCE;
    return at;
  }

  /// At a quotation mark that ends a text. What mostly follows, a colon behind a name and a further
  /// name behind a value, is taken at once: that is a third of the time.
  private int endText(byte[] block, int at, int to) {
    if (inKey) {
      keeper.endName(block, at);
      if (at + 1 < to && block[at + 1] == ':') {
        return to(JsonState.VALUE, at + 1);
      }
      return to(JsonState.COLON, at);
    }
    keeper.endValue(block, at);
    if (at + 2 < to && block[at + 1] == ',' && block[at + 2] == '"' && nesting.isInObject()) {
      return beginKey(at + 2);
    }
    return to(nesting.behindValue(), at);
  }

  /// One byte outside of a text's letters. Gives back where to go on: `at` again if the byte is for
  /// the next state.
  private int step(byte[] block, int at, int to) {
    byte b = block[at];
    return switch (state) {
      case JsonState.AFTER -> after(b, at);
      case JsonState.FIRST_KEY, JsonState.KEY -> key(b, at);
      case JsonState.COLON ->
          b == ':' ? to(JsonState.VALUE, at) : between(b, at, "a colon was expected");
      case JsonState.START -> value(b, at, "no JSON begins so");
      case JsonState.VALUE -> value(b, at, "a value was expected");
      case JsonState.ITEM -> b == ']' ? close(b, at) : value(b, at, "a value was expected");
      case JsonState.DONE -> between(b, at, "something stands behind the end of the event");
      case JsonState.TEXT -> throw new AssertionError();
      case JsonState.SEQUENCE -> sequence(b, at);
      case JsonState.ESCAPE -> escape(b, at);
      case JsonState.HEX -> hex(b, at);
      case JsonState.LITERAL -> literal(b, at);
      case JsonState.BAD -> skip(block, at, to);
      default -> number(block, at);
    };
  }

  private int to(int now, int at) {
    state = now;
    return at + 1;
  }

  private int after(byte b, int at) {
    if (b == ',') {
      return to(nesting.isInObject() ? JsonState.KEY : JsonState.VALUE, at);
    }
    return b == '}' || b == ']'
        ? close(b, at)
        : between(b, at, "a comma or a closing bracket was expected");
  }

  private int key(byte b, int at) {
    if (b == '"') {
      return beginKey(at);
    }
    return b == '}' && state == JsonState.FIRST_KEY
        ? close(b, at)
        : between(b, at, "a field's name was expected");
  }

  private int beginKey(int at) {
    inKey = true;
    keeper.beginName(nesting.depth(), at + 1);
    return to(JsonState.TEXT, at);
  }

  private int value(byte b, int at, String otherwise) {
    switch (b) {
      case ' ', '\t', '\r', '\n' -> {
        return between(b, at, otherwise);
      }
      case '"' -> {
        inKey = false;
        keeper.beginValue(Kind.TEXT, at + 1);
        state = JsonState.TEXT;
      }
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> {
        keeper.beginValue(Kind.NUMBER, at);
        state = b == '-' ? JsonState.MINUS : b == '0' ? JsonState.ZERO : JsonState.INTEGER;
      }
      case '{', '[' -> {
        if (!nesting.open(b)) {
          return bad(at, "nested deeper than " + Nesting.DEEPEST + " levels", b);
        }
        if (nesting.depth() == 1 && b == '{') {
          line.isAnObject();
        }
        state = b == '{' ? JsonState.FIRST_KEY : JsonState.ITEM;
      }
      case 't', 'f', 'n' -> {
        literal = b == 't' ? TRUE : b == 'f' ? FALSE : NULL;
        left = literal.length - 1;
        state = JsonState.LITERAL;
      }
      default -> {
        return bad(at, otherwise, b);
      }
    }
    keeper.passValue();
    return at + 1;
  }

  private int close(byte b, int at) {
    return nesting.close(b)
        ? to(nesting.behindValue(), at)
        : bad(at, "the wrong bracket closes", b);
  }

  private int between(byte b, int at, String otherwise) {
    if (b == ' ' || b == '\t' || b == '\r') {
      return at + 1;
    }
    if (b != '\n') {
      return bad(at, otherwise, b);
    }
    if (state == JsonState.DONE) {
      endLine(at);
    } else if (state != JsonState.START) {
      return bad(at, "it ends in the middle", b);
    }
    beginLine(base + at + 1);
    return at + 1;
  }

  private int sequence(byte b, int at) {
    return sequence.goesOn(b)
        ? to(sequence.isWhole() ? JsonState.TEXT : JsonState.SEQUENCE, at)
        : bad(at, "a byte that is no UTF-8", b);
  }

  private int escape(byte b, int at) {
    left = 4; // digits, if it is followed by such
    return switch (b) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> to(JsonState.TEXT, at);
      case 'u' -> to(JsonState.HEX, at);
      default -> bad(at, "no escape", b);
    };
  }

  private int hex(byte b, int at) {
    if (Character.digit(b, 16) < 0) {
      return bad(at, "no escape", b);
    }
    left--;
    return to(left == 0 ? JsonState.TEXT : JsonState.HEX, at);
  }

  private int literal(byte b, int at) {
    if (b != literal[literal.length - left]) {
      return bad(at, "no value begins so", b);
    }
    left--;
    return to(left > 0 ? JsonState.LITERAL : nesting.behindValue(), at);
  }

  private int number(byte[] block, int at) {
    int then = JsonState.inNumber(state, block[at]);
    if (then == JsonState.BAD) {
      return bad(at, "no number goes on so", block[at]);
    }
    if (then != JsonState.AFTER) {
      return to(then, at);
    }
    keeper.endValue(block, at);
    endNumber();
    return at; // the byte behind a number is none of it
  }

  private void endNumber() {
    if (JsonState.isWholeNumber(state)) {
      state = nesting.behindValue();
    }
  }

  /// The line is no JSON, for this reason. The byte itself is not consumed: it may be the line
  /// feed.
  private int bad(int at, String reason, int found) {
    state = JsonState.BAD;
    keeper.forget();
    line.isBad(base + at, reason, found);
    return at;
  }

  private int skip(byte[] block, int from, int to) {
    int at = from;
    if (line.isZerosThen()) {
      at = Octets.nonZero(block, at, to);
      if (at < to && block[at] != '\n') {
        line.isMoreThanZeros();
      }
    }
    at = Octets.lineFeed(block, at, to);
    if (at == to) {
      return to;
    }
    endLine(at);
    beginLine(base + at + 1);
    return at + 1;
  }
}
