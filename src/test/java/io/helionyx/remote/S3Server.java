package io.helionyx.remote;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/// An S3 server in this process, with its objects in memory.
public final class S3Server implements Closeable {
  /// Who may use it.
  public static final String IDENTITY = "test-identity-of-s3proxy";

  /// The secret of that.
  public static final String SECRET = "test-secret-of-s3proxy";

  private final S3Proxy server;
  private final AtomicInteger buckets = new AtomicInteger();

  private S3Server(S3Proxy server) {
    this.server = server;
  }

  /// Starts one, and gives its credentials to the AWS default chain of this process.
  public static S3Server start() throws Exception {
    System.setProperty("aws.accessKeyId", IDENTITY);
    System.setProperty("aws.secretAccessKey", SECRET);
    S3Proxy server =
        S3Proxy.builder()
            .blobStore(BlobStores.create("transient-nio2", new Properties()))
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, IDENTITY, SECRET)
            .ignoreUnknownHeaders(true)
            .build();
    server.start();
    return new S3Server(server);
  }

  /// The name of a bucket that nobody has used.
  public String newBucket() {
    String name = "bucket-" + buckets.incrementAndGet();
    try (S3Client client = client()) {
      var _ = client.createBucket(create -> create.bucket(name));
    }
    return name;
  }

  /// For what the program itself never does.
  S3Client client() {
    return S3Client.builder()
        .httpClientBuilder(Apache5HttpClient.builder())
        .endpointOverride(URI.create(endpoint()))
        .region(Region.US_EAST_1)
        .forcePathStyle(true)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(IDENTITY, SECRET)))
        .build();
  }

  /// Where it listens.
  public String endpoint() {
    return "http://127.0.0.1:" + server.getPort();
  }

  S3Store store(String bucketAndPrefix) throws IOException {
    S3Settings settings = new S3Settings(Optional.of(endpoint()), Optional.of("us-east-1"), true);
    return S3Store.open((RemoteUrl.Bucket) RemoteUrl.parse("s3://" + bucketAndPrefix), settings);
  }

  @Override
  public void close() throws IOException {
    try {
      server.stop();
    } catch (Exception failed) {
      throw new IOException(failed);
    }
  }
}
