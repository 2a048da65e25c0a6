package io.helionyx.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// The AWS SDK against s3proxy, a real server over HTTP. It compares signatures and checksums and
/// knows conditional puts; what it has not are regions, versions and object lock.
@Tag("G1")
class S3StoreTest extends ObjectStoreContractTest {
  private static S3Server server;
  private S3Store store;

  @BeforeAll
  static void start() throws Exception {
    server = S3Server.start();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @Override
  ObjectStore store() throws IOException {
    store = server.store(server.newBucket() + "/some/prefix");
    return store;
  }

  @AfterEach
  void close() {
    if (store != null) {
      store.close();
    }
  }

  @Test
  void bucketThatIsNotThereIsNamedAsThat() throws IOException {
    try (S3Store absent = server.store("no-such-bucket")) {
      assertThatThrownBy(() -> absent.list("", ""))
          .isInstanceOfSatisfying(
              StoreException.class,
              failed -> assertThat(failed.kind()).isEqualTo(StoreException.Kind.NO_PLACE));
    }
  }

  /// Otherwise the checksum of a put would find nothing.
  @Test
  void serverComparesTheChecksum() throws Exception {
    byte[] content = "hello".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    String bucket = server.newBucket();
    try (S3Client client = server.client()) {
      assertThatThrownBy(() ->
              client.putObject(
                  put -> put.bucket(bucket).key("a").checksumCRC32C("AAAAAA=="),
                  RequestBody.fromBytes(content)))
          .isInstanceOfSatisfying(
              S3Exception.class, refused -> assertThat(refused.statusCode()).isEqualTo(400));
    }
  }

  @Test
  void wrongSecretIsDeniedAndShownNowhere() throws IOException {
    String bucket = server.newBucket();
    System.setProperty("aws.secretAccessKey", "not-the-secret-of-this-server");
    try (S3Store denied = server.store(bucket)) {
      assertThatThrownBy(() -> denied.put("a", new byte[1]))
          .isInstanceOfSatisfying(
              StoreException.class,
              failed -> {
                assertThat(failed.kind()).isEqualTo(StoreException.Kind.DENIED);
                assertThat(failed.getMessage())
                    .doesNotContain("not-the-secret-of-this-server")
                    .doesNotContain(S3Server.IDENTITY);
              });
    } finally {
      System.setProperty("aws.secretAccessKey", S3Server.SECRET);
    }
  }

  @Test
  void serverThatDoesNotAnswerIsAFailureThatPasses() throws IOException {
    S3Settings nobody =
        new S3Settings(Optional.of("http://127.0.0.1:1"), Optional.of("us-east-1"), true);
    try (S3Store away = S3Store.open(new RemoteUrl.Bucket("bucket", ""), nobody)) {
      assertThatThrownBy(() -> away.delete(List.of("a")))
          .isInstanceOfSatisfying(
              StoreException.class,
              failed -> assertThat(failed.kind()).isEqualTo(StoreException.Kind.PASSING));
    }
  }
}
