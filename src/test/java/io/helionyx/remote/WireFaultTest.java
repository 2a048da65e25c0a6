package io.helionyx.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helionyx.ManualTime;
import io.helionyx.artifact.Artifact;
import io.helionyx.artifact.Sample;
import io.helionyx.durable.FastTemp;
import io.helionyx.durable.Trees;
import io.helionyx.model.Ending;
import io.helionyx.model.Environment;
import io.helionyx.model.Notices;
import io.helionyx.model.Refusal;
import io.helionyx.remote.FaultyWire.Fault;
import io.helionyx.remote.RemoteRepository.Keyring;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/// The AWS SDK, a wire that fails, and a real server behind it.
@Tag("G5")
class WireFaultTest {
  private static final int EACH = 5; // a request of so many suffers, the first time
  private static final Duration SILENCE = Duration.ofMillis(400);
  private static S3Server server;

  @TempDir(factory = FastTemp.class)
  Path directory;

  private final ManualTime time = new ManualTime("2026-03-01T12:00:00Z");
  private final String bucket = server.newBucket();

  @BeforeAll
  static void start() throws Exception {
    server = S3Server.start();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  private RemoteRepository over(String endpoint) throws Exception {
    S3Settings settings = new S3Settings(Optional.of(endpoint), Optional.of("us-east-1"), true);
    ObjectStore store = S3Store.open(new RemoteUrl.Bucket(bucket, "app/"), settings, SILENCE);
    return RemoteRepository.openOrCreate(new RetryingStore(store, time), Keyring.NONE, time.now());
  }

  private Push.Pushed push(RemoteRepository repository, Artifact artifact) throws Exception {
    return new Push(repository, Sample.DURABLE, time, Notices.NONE).push(artifact, Environment.DEV);
  }

  private Path pull(RemoteRepository repository) throws Exception {
    Path into = Files.createDirectory(directory.resolve("pulled"));
    Pull pull = new Pull(repository, Sample.DURABLE, Notices.NONE);
    pull.into(pull.prepare(Environment.DEV, Sample.ID), into);
    return into;
  }

  /// Whether a fault can be told from what should be: in lists and `repository.json` a bit that
  /// flips is for TLS to find.
  private static boolean concerns(Fault fault, String request) {
    return switch (fault) {
      case FLIPPED_THERE -> request.startsWith("PUT ");
      case FLIPPED_BACK -> request.startsWith("GET ") && request.contains(".zst ");
      default -> true;
    };
  }

  /// By what is asked for, so that which suffer does not depend on which thread was faster.
  private static boolean isOneOf(String request) {
    String key = request.substring(request.indexOf("/app/") + 1);
    return Math.floorMod(key.hashCode(), EACH) == 0;
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
  void pushAndPullGetOverIt(Fault fault) throws Exception {
    Artifact artifact = Plenty.build(Files.createDirectory(directory.resolve("here")), 30);
    Set<String> seen = ConcurrentHashMap.newKeySet();
    FaultyWire.Plan plan =
        request ->
            concerns(fault, request) && isOneOf(request) && seen.add(request) ? fault : Fault.NONE;
    try (FaultyWire wire = FaultyWire.before(server.endpoint(), plan)) {
      assertThat(push(over(wire.endpoint()), artifact).sent()).isTrue();
      Path pulled = pull(over(wire.endpoint()));
      assertThat(Trees.everything(pulled)).isEqualTo(Trees.everything(artifact.directory()));
      assertThat(wire.faults()).isGreaterThan(5);
    }
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"NONE", "FLIPPED_BACK"})
  void whatDoesNotPassIsToldAndNothingIsListed(Fault fault) throws Exception {
    Artifact artifact = Sample.build(Files.createDirectory(directory.resolve("here")));
    FaultyWire.Plan plan = request -> request.contains("/data/") ? fault : Fault.NONE;
    try (FaultyWire wire = FaultyWire.before(server.endpoint(), plan)) {
      RemoteRepository repository = over(wire.endpoint());
      assertThatThrownBy(() -> push(repository, artifact))
          .isInstanceOf(StoreException.class)
          .hasMessageEndingWith("(7 attempts)");
    }
    assertThat(over(server.endpoint()).ids(Environment.DEV)).isEmpty();
  }

  @Test
  void whatComesBackDamagedEachTimeIsDamaged() throws Exception {
    Artifact artifact = Sample.build(Files.createDirectory(directory.resolve("here")));
    FaultyWire.Plan plan =
        request -> concerns(Fault.FLIPPED_BACK, request) ? Fault.FLIPPED_BACK : Fault.NONE;
    var _ = push(over(server.endpoint()), artifact);
    try (FaultyWire wire = FaultyWire.before(server.endpoint(), plan)) {
      assertThatThrownBy(() -> pull(over(wire.endpoint())))
          .isInstanceOfSatisfying(
              Refusal.class, refused -> assertThat(refused.ending()).isEqualTo(Ending.INTEGRITY));
    }
  }
}
