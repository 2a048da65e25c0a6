package io.helionyx.remote;

import io.helionyx.model.Sha256;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// How the name of a content follows from its digest.
public interface Naming {
  /// The digest itself, where anybody who may read the names may read the content too.
  Naming PLAIN = content -> content;

  /// The first 64 digits of the name.
  Sha256 name(Sha256 content);

  /// HMAC-SHA256 of the digest under `key`: who has not the key can neither tell a content's digest
  /// from a name, nor whether a content that he knows is there.
  static Naming keyed(byte[] key) {
    SecretKeySpec secret = new SecretKeySpec(key, "HmacSHA256");
    return content -> {
      try {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(secret);
        return Sha256.of(mac.doFinal(java.util.HexFormat.of().parseHex(content.hex())));
      } catch (GeneralSecurityException impossible) { // every Java platform has it
        throw new IllegalStateException(impossible);
      }
    };
  }
}
