package io.helionyx.model;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// A SHA-256 digest in lower-case hexadecimal, 64 characters.
public record Sha256(String hex) {
  /// @throws IllegalArgumentException if `hex` is not 64 lower-case hexadecimal digits
  public Sha256 {
    boolean digest = hex.length() == 64;
    for (int i = 0; digest && i < 64; i++) {
      char c = hex.charAt(i);
      digest = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    }
    if (!digest) {
      throw new IllegalArgumentException("a sha256 is 64 lower-case hexadecimal digits");
    }
  }

  /// The digest of the 32 bytes of `digest`.
  public static Sha256 of(byte[] digest) {
    return new Sha256(HexFormat.of().formatHex(digest));
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

  @Override
  public boolean equals(Object other) {
    return other instanceof Sha256 that && hex.equals(that.hex);
  }

  @Override
  public int hashCode() {
    return hex.hashCode();
  }

  @Override
  public String toString() {
    return hex;
  }
}
