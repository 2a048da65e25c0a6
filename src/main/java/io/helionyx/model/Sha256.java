package io.helionyx.model;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// A SHA-256 digest in lower-case hexadecimal, 64 characters.
public record Sha256(String hex) {
  /// @throws IllegalArgumentException if `hex` is not 64 lower-case hexadecimal digits
  public Sha256 {
    if (hex.length() != 64
        || !hex.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
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
  public String toString() {
    return hex;
  }
}
