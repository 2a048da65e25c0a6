package io.helionyx.source;

/// One line of a log, as the scanner has read it: holds until the next one.
public final class ScannedLine {
  /// Stands for a byte where the line ended.
  public static final int NONE = 256;

  private final FieldValue id = new FieldValue();
  private final FieldValue time;
  private long number;
  private long start;
  private long end;
  private boolean terminated;
  private boolean object;
  private String why = "";
  private long badAt;
  private int badByte;
  private boolean zeros;

  /// @param fields whose values it keeps; one field may be both
  ScannedLine(EventLog.Fields fields) {
    this.time = fields.id().equals(fields.time()) ? id : new FieldValue();
  }

  void beginFile() {
    number = 0;
  }

  void begin(long at) {
    number++;
    start = at;
    object = false;
    why = "";
    id.clear();
    time.clear();
  }

  void end(long at, boolean lineFeed) {
    end = at;
    terminated = lineFeed;
  }

  void isAnObject() {
    object = true;
  }

  /// @param at where in the file it is no JSON any more
  /// @param found the byte there, or [#NONE]
  void isBad(long at, String reason, int found) {
    why = reason;
    badAt = at;
    badByte = found == NONE ? NONE : found & 0xff;
    zeros = found == 0;
  }

  void isMoreThanZeros() {
    zeros = false;
  }

  /// Whether it is JSON.
  public boolean isJson() {
    return why.isEmpty();
  }

  /// Whether it is JSON, and an object.
  public boolean isEvent() {
    return isJson() && object;
  }

  /// Whether it has its line feed.
  public boolean isTerminated() {
    return terminated;
  }

  /// Why it is no JSON.
  public String why() {
    return why;
  }

  /// Where in the file it stopped being JSON.
  public long badAt() {
    return badAt;
  }

  /// The byte there, or [#NONE].
  public int badByte() {
    return badByte;
  }

  /// Whether there is nothing but zero bytes from there to its end.
  public boolean isZerosThen() {
    return zeros;
  }

  /// Its number in the file, from 1.
  public long number() {
    return number;
  }

  /// Where in the file it starts.
  public long start() {
    return start;
  }

  /// Where in the file the next one starts.
  public long end() {
    return end;
  }

  /// Its id.
  public FieldValue id() {
    return id;
  }

  /// Its time.
  public FieldValue time() {
    return time;
  }
}
