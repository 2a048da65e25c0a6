package io.helionyx.remote;

import io.helionyx.model.Sha256;
import java.util.regex.Pattern;

/// The name of a stored content: 64 hexadecimal digits that follow from the content ([Naming]),
/// and, where that name was given up before, a hyphen and a number. A name that was given up is
/// never used again, so that a deletion that is under way cannot meet a content that is new.
///
/// @param text as in a commit and in a key
public record ObjectName(String text) implements Comparable<ObjectName> {
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}(-[1-9][0-9]{0,5})?");
  private static final int BASE = 64;

  /// @throws IllegalArgumentException if this is no such name
  public ObjectName {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException("not the name of an object");
    }
  }

  /// The first name of a content.
  public static ObjectName of(Sha256 base) {
    return new ObjectName(base.hex());
  }

  /// The 64 digits.
  public String base() {
    return text.substring(0, BASE);
  }

  /// The name to use where this one was given up.
  public ObjectName next() {
    int number = text.length() == BASE ? 0 : Integer.parseInt(text.substring(BASE + 1));
    return new ObjectName(base() + "-" + (number + 1));
  }

  @Override
  public int compareTo(ObjectName other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
