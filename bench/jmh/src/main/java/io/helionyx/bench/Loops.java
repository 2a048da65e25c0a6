package io.helionyx.bench;

import io.helionyx.durable.Durable;
import io.helionyx.durable.OsDisk;
import io.helionyx.meaning.LogCheck;
import io.helionyx.model.RelPath;
import io.helionyx.model.Sha256;
import io.helionyx.source.EventLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// The two inner loops, and beside each what the machine could do at best. One operation is
/// `BYTES`; files are in memory, and are written to memory (/dev/shm), so no disk is measured.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgs = {"-XX:+UseSerialGC", "-Xmx256m"})
public class Loops {
  /// Bytes of an operation.
  public static final int BYTES = 64 << 20;

  private final Durable durable = new Durable(new OsDisk());
  private final byte[] block = new byte[128 << 10];
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(128 << 10);
  private Path directory;
  private Path log;
  private Path target;

  /// A log in memory.
  @Setup
  public void makeALog() throws IOException {
    directory = Files.createTempDirectory(Path.of("/dev/shm"), "helionyx-bench");
    log = Files.createDirectory(directory.resolve("events")).resolve("2026-01-01.jsonl");
    target = directory.resolve("copy");
    StringBuilder text = new StringBuilder();
    for (int number = 0; text.length() < BYTES - 300; number++) {
      text.append(
          "{\"event_id\":\"2026-01-01-%09d\",\"timestamp\":\"2026-01-01T12:00:00.000000\",\"type\":\"note\",\"text\":\"%0180d\"}\n"
              .formatted(number, number * 7919L));
    }
    Files.writeString(log, text);
  }

  /// Takes it away.
  @TearDown
  public void remove() throws IOException {
    durable.deleteTree(directory);
  }

  /// Makes room for the next copy.
  @Setup(Level.Invocation)
  public void deleteCopy() throws IOException {
    Files.deleteIfExists(target);
  }

  /// The loop of every backup and restore.
  @Benchmark
  public Durable.Hashed copyAndHash() throws IOException {
    return durable.copy(log, Files.size(log), target);
  }

  /// Its limit: what is left of it without the digest.
  @Benchmark
  public long copyOnly() throws IOException {
    try (FileChannel in = FileChannel.open(log);
        FileChannel out =
            FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      while (in.read(buffer.clear()) >= 0) {
        out.write(buffer.flip());
      }
      return out.size();
    }
  }

  /// Its limit: the digest of as many bytes that never leave the processor's cache.
  @Benchmark
  public byte[] hashOnly() {
    MessageDigest digest = Sha256.newDigest();
    for (int done = 0; done < BYTES; done += block.length) {
      digest.update(block);
    }
    return digest.digest();
  }

  /// The loop of the deep check.
  @Benchmark
  public long logScan() throws IOException {
    return new LogCheck(new OsDisk(), EventLog.Fields.DEFAULT, Runtime.getRuntime().maxMemory() / 3)
        .run(log.getParent(), RelPath.of("events"), bytes -> {})
        .bytes();
  }

  /// Its limit: to read as many bytes.
  @Benchmark
  public long readOnly() throws IOException {
    try (FileChannel in = FileChannel.open(log)) {
      while (in.read(buffer.clear()) >= 0) {}
      return in.position();
    }
  }
}
