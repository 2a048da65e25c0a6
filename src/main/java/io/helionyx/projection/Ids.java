package io.helionyx.projection;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Ids as the application reads them, and those that it would draw at random.
final class Ids {
  private static final Pattern FORM =
      Pattern.compile("(?:urn:uuid:)?(H{8}-H{4}-H{4}-H{4}-H{12})".replace("H", "[0-9a-fA-F]"));
  private static final Pattern SIMPLE = Pattern.compile("[0-9a-fA-F]{32}");

  /// Of all ids made up here; drawn once, and never to change.
  private static final UUID SPACE = UUID.fromString("5b3a3d0e-7f0c-4b57-9a43-2f6c1d8e9b70");

  private Ids() {}

  /// The id that a JSON string says, in its one written form.
  ///
  /// @throws IllegalArgumentException if it says none
  static UUID parse(String text) {
    if (isUsual(text)) {
      return UUID.fromString(text);
    }
    if (SIMPLE.matcher(text).matches()) {
      return new UUID(
          Long.parseUnsignedLong(text, 0, 16, 16), Long.parseUnsignedLong(text, 16, 32, 16));
    }
    boolean braced = text.length() == 38 && text.startsWith("{") && text.endsWith("}");
    Matcher form = FORM.matcher(braced ? text.substring(1, 37) : text);
    if (!form.matches()) {
      throw new IllegalArgumentException("no UUID");
    }
    return UUID.fromString(form.group(1));
  }

  /// Whether it is in the form that most are in; the patterns would say the same in ten times the
  /// time.
  private static boolean isUsual(String text) {
    if (text.length() != 36) {
      return false;
    }
    for (int i = 0; i < 36; i++) {
      char c = text.charAt(i);
      boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
      if (dash ? c != '-' : !HexFormat.isHexDigit(c)) {
        return false;
      }
    }
    return true;
  }

  /// The id that `name` has always and everywhere (RFC 9562, version 5).
  static UUID of(String name) {
    MessageDigest sha1;
    try {
      sha1 = MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible); // every Java has it
    }
    sha1.update(
        ByteBuffer.allocate(16)
            .putLong(SPACE.getMostSignificantBits())
            .putLong(SPACE.getLeastSignificantBits())
            .flip());
    ByteBuffer digest = ByteBuffer.wrap(sha1.digest(name.getBytes(UTF_8)));
    long high = (digest.getLong() & ~0xf000L) | 0x5000L;
    long low = (digest.getLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
    return new UUID(high, low);
  }
}
