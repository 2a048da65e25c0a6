package io.helionyx.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.process.Helionyx.Running;
import io.helionyx.remote.FaultyWire;
import io.helionyx.remote.FaultyWire.Fault;
import io.helionyx.remote.S3Server;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A push by the program as a process, to a real server.
@Tag("G5")
class RemotePushIT {
  private static final int FILES = 400;
  private static final int KILLED_AT = 150; // contents that were put
  private static final int UNDER_WAY = 16; // may be done or not when the process dies
  private static final int KILLED = 128 + 9;

  @TempDir Path temporary;

  @Test
  void pushThatIsKilledIsNotListedAndTheNextOneSendsTheRest() throws Exception {
    Scene scene = Scene.small(temporary.resolve("project"));
    for (int i = 0; i < FILES; i++) {
      Files.writeString(
          scene.events().resolve("more-%03d.jsonl".formatted(i)),
          "{\"event_id\":\"more-%d\",\"timestamp\":\"2026-01-01T00:00:00\"}\n".formatted(i));
    }
    AtomicInteger puts = new AtomicInteger();
    CompletableFuture<Process> first = new CompletableFuture<>();
    FaultyWire.Plan plan =
        request -> {
          boolean put = request.startsWith("PUT ") && request.contains("/data/");
          if (put && puts.incrementAndGet() == KILLED_AT) {
            first.join().destroyForcibly();
          }
          return Fault.NONE;
        };
    try (S3Server server = S3Server.start();
        FaultyWire wire = FaultyWire.before(server.endpoint(), plan)) {
      Helionyx program =
          scene
              .program()
              .with("AWS_ACCESS_KEY_ID", S3Server.IDENTITY)
              .with("AWS_SECRET_ACCESS_KEY", S3Server.SECRET)
              .with("HELIONYX_S3_ENDPOINT", wire.endpoint())
              .with("HELIONYX_REMOTE", "s3://" + server.newBucket() + "/app");
      String id = program.run("backup", "--quiet").expect(0).id();
      Running running = program.start("push");
      var _ = first.complete(running.process());
      running.end().expect(KILLED);
      int sent = puts.get();
      assertThat(sent).isLessThan(KILLED_AT + UNDER_WAY);
      assertThat(program.run("list", "--remote").expect(0).out()).isEmpty();

      puts.set(0);
      assertThat(program.run("push").expect(0).id()).isEqualTo(id);

      assertThat(puts.get()).isBetween(FILES - sent, FILES - sent + UNDER_WAY + 10);
      assertThat(program.run("list", "--remote").expect(0).out()).startsWith(id);
      program.run("verify", "--remote").expect(0);
    }
  }
}
