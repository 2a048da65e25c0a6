package io.helionyx.remote;

import com.exceptionfactory.jagged.RecipientStanzaReader;
import com.exceptionfactory.jagged.RecipientStanzaWriter;
import com.exceptionfactory.jagged.UnsupportedRecipientStanzaException;
import com.exceptionfactory.jagged.framework.stream.StandardDecryptingChannelFactory;
import com.exceptionfactory.jagged.framework.stream.StandardEncryptingChannelFactory;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaReaderFactory;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaWriterFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;

/// A zstd frame in an age file, for X25519 recipients: `age -d -i KEY | zstd -d` reads it.
public final class AgeCodec implements Codec {
  private final List<RecipientStanzaWriter> recipients = new ArrayList<>();
  private final List<RecipientStanzaReader> identities = new ArrayList<>();

  /// Encrypts to all of `recipients` (`age1…`) and decrypts with any of `identities`
  /// (`AGE-SECRET-KEY-1…`); either may be empty.
  ///
  /// @throws GeneralSecurityException if one is no such text; the message does not repeat it
  public AgeCodec(List<String> recipients, List<String> identities)
      throws GeneralSecurityException {
    try {
      for (String recipient : recipients) {
        this.recipients.add(X25519RecipientStanzaWriterFactory.newRecipientStanzaWriter(recipient));
      }
      for (String identity : identities) {
        this.identities.add(X25519RecipientStanzaReaderFactory.newRecipientStanzaReader(identity));
      }
    } catch (GeneralSecurityException | RuntimeException bad) {
      throw new GeneralSecurityException("not an age key of the X25519 kind");
    }
  }

  @Override
  public String suffix() {
    return ".zst.age";
  }

  @Override
  public byte[] pack(byte[] content) throws IOException {
    return encrypt(ByteBuffer.wrap(ZSTD.pack(content)));
  }

  @Override
  public ByteBuffer pack(ByteBuffer content, Room room) throws IOException {
    return ByteBuffer.wrap(encrypt(ZSTD.pack(content, room)));
  }

  private byte[] encrypt(ByteBuffer frame) throws IOException {
    ByteArrayOutputStream stored = new ByteArrayOutputStream(frame.remaining() + 4096);
    try (WritableByteChannel out =
        new StandardEncryptingChannelFactory()
            .newEncryptingChannel(Channels.newChannel(stored), recipients)) {
      while (frame.hasRemaining()) {
        var _ = out.write(frame);
      }
    } catch (GeneralSecurityException failed) {
      throw new IOException("age cannot encrypt: " + failed.getMessage(), failed);
    }
    return stored.toByteArray();
  }

  @Override
  public byte[] unpack(byte[] stored, int limit) throws IOException {
    return ZSTD.unpack(decrypt(stored), limit);
  }

  private byte[] decrypt(byte[] stored) throws IOException {
    if (identities.isEmpty()) {
      throw new WrongKeyException("no identity was given", null);
    }
    try (ReadableByteChannel in =
            new StandardDecryptingChannelFactory()
                .newDecryptingChannel(
                    Channels.newChannel(new ByteArrayInputStream(stored)), identities);
        InputStream plain = Channels.newInputStream(in)) {
      return plain.readAllBytes();
    } catch (UnsupportedRecipientStanzaException notForUs) {
      throw new WrongKeyException("no identity opens it", notForUs);
    } catch (GeneralSecurityException | IOException | RuntimeException bad) {
      throw new DamagedException("is no whole age file", bad);
    }
  }
}
