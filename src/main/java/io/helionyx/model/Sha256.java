package io.helionyx.model;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// A SHA-256 digest: 32 bytes, written as 64 characters of lower-case hexadecimal. There is one for
/// each file, so it is kept as four numbers: a text would be two and a half times as large.
///
/// @param first its bytes 0 to 7, the first of them the highest
/// @param second its bytes 8 to 15
/// @param third its bytes 16 to 23
/// @param fourth its bytes 24 to 31
public record Sha256(long first, long second, long third, long fourth) {
  private static final int BYTES = 32;
  private static final int DIGITS = 16; // of each number

  /// The digest that is written so.
  ///
  /// @throws IllegalArgumentException if `hex` is not 64 lower-case hexadecimal digits
  public Sha256(String hex) {
    if (hex.length() != 4 * DIGITS) {
      throw noDigest();
    }
    this(number(hex, 0), number(hex, 1), number(hex, 2), number(hex, 3));
  }

  /// Looks at each digit once: a command reads those of all files before anything is compiled.
  private static long number(String hex, int index) {
    long number = 0;
    for (int i = index * DIGITS; i < (index + 1) * DIGITS; i++) {
      char c = hex.charAt(i);
      int digit = c <= '9' ? c - '0' : c - 'a' + 10;
      if (digit < 0 || digit > 15 || (c > '9' && digit < 10)) {
        throw noDigest();
      }
      number = number << 4 | digit;
    }
    return number;
  }

  private static IllegalArgumentException noDigest() {
    return new IllegalArgumentException("a sha256 is 64 lower-case hexadecimal digits");
  }

  /// The digest of the 32 bytes of `digest`.
  public static Sha256 of(byte[] digest) {
    if (digest.length != BYTES) {
      throw new IllegalArgumentException("a sha256 has 32 bytes");
    }
    ByteBuffer bytes = ByteBuffer.wrap(digest);
    return new Sha256(bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong());
  }

  /// The digest of `content`.
  public static Sha256 hash(byte[] content) {
    return of(newDigest().digest(content));
  }

  /// A fresh digest; every Java platform must have SHA-256.
  public static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// Its written form.
  public String hex() {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(first)
        + hex.toHexDigits(second)
        + hex.toHexDigits(third)
        + hex.toHexDigits(fourth);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Sha256 that
        && first == that.first
        && second == that.second
        && third == that.third
        && fourth == that.fourth;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(first); // any part of a digest is as good as all of it
  }

  @Override
  public String toString() {
    return hex();
  }
}
