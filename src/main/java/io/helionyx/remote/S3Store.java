package io.helionyx.remote;

import io.helionyx.remote.StoreException.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.apache.hc.client5.http.ConnectTimeoutException;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.Delete;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// The only class that knows the AWS SDK, and the network. It never tries again by itself: that is
/// [RetryingStore], for every store alike.
///
/// Uploads carry the CRC-32C of their bytes, which the store compares, and without TLS their
/// SHA-256, as part of the signature; what comes back is compared with the digest in its name or
/// index by whoever asked for it. The HTTP client is Apache's: the JDK's reports conditional puts
/// that were done as write errors.
public final class S3Store implements ObjectStore {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration SILENCE = Duration.ofSeconds(30); // between two packets
  private static final Duration ATTEMPT = Duration.ofMinutes(5); // a MiB at 3.5 kB/s
  private static final int CONNECTIONS = 32;

  /// Of one that only wants to know whether the store answers.
  private static final Duration PROBE = Duration.ofSeconds(3);

  private final S3Client client;
  private final RemoteUrl.Bucket bucket;

  private S3Store(S3Client client, RemoteUrl.Bucket bucket) {
    this.client = client;
    this.bucket = bucket;
  }

  /// Opens the bucket with credentials of the AWS default chain. Nothing is asked of it yet.
  public static S3Store open(RemoteUrl.Bucket bucket, S3Settings settings) throws StoreException {
    return open(bucket, settings, SILENCE);
  }

  /// As [#open], and gives up whatever takes three seconds.
  public static S3Store openToProbe(RemoteUrl.Bucket bucket, S3Settings settings)
      throws StoreException {
    return open(bucket, settings, new Patience(PROBE, PROBE, PROBE));
  }

  /// As the other, and gives a server up that says nothing for `silence`.
  static S3Store open(RemoteUrl.Bucket bucket, S3Settings settings, Duration silence)
      throws StoreException {
    return open(bucket, settings, new Patience(CONNECT, silence, ATTEMPT));
  }

  /// How long to wait for a connection, between two packets, and for a whole answer.
  private record Patience(Duration connect, Duration silence, Duration attempt) {}

  private static S3Store open(RemoteUrl.Bucket bucket, S3Settings settings, Patience patience)
      throws StoreException {
    try {
      S3ClientBuilder builder =
          S3Client.builder()
              .credentialsProvider(DefaultCredentialsProvider.builder().build())
              .httpClientBuilder(http(settings, patience))
              .overrideConfiguration(override ->
                  override
                      .retryStrategy(AwsRetryStrategy.doNotRetry())
                      .apiCallAttemptTimeout(patience.attempt))
              // Contents are whole and in memory: sent in signed chunks they would be copied and
              // digested here, and taken apart again there.
              .serviceConfiguration(s3 -> s3.chunkedEncodingEnabled(false))
              .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED) // ours is given
              // Whoever asked compares what came: what is damaged there is that, and no failure
              // that passes.
              .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
              .forcePathStyle(settings.pathStyle());
      settings.endpoint().map(URI::create).ifPresent(builder::endpointOverride);
      settings.region().map(Region::of).ifPresent(builder::region);
      return new S3Store(builder.build(), bucket);
    } catch (SdkException | IllegalArgumentException failed) {
      throw new StoreException(
          Kind.OTHER, "the S3 client cannot be set up: " + failed.getMessage(), failed);
    }
  }

  private static Apache5HttpClient.Builder http(S3Settings settings, Patience patience) {
    Apache5HttpClient.Builder http =
        Apache5HttpClient.builder()
            .maxConnections(CONNECTIONS)
            .connectionTimeout(patience.connect)
            .socketTimeout(patience.silence);
    if (settings.endpoint().map(URI::create).map(URI::getScheme).equals(Optional.of("http"))) {
      // To read the certificates of all authorities takes a tenth of a second, for nothing: without
      // an authority no TLS connection can be made, and none is.
      var _ = http.tlsTrustManagersProvider(() -> new TrustManager[] {new NoAuthority()});
    }
    return http;
  }

  /// Trusts nobody.
  private static final class NoAuthority implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String method)
        throws CertificateException {
      throw new CertificateException("no TLS here");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String method)
        throws CertificateException {
      throw new CertificateException("no TLS here");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  @Override
  public String place() {
    return bucket.toString();
  }

  @Override
  public Put putIfAbsent(String key, byte[] content) throws IOException {
    return putIfAbsent(key, ByteBuffer.wrap(content));
  }

  @Override
  public Put putIfAbsent(String key, ByteBuffer content) throws IOException {
    try {
      var _ = client.putObject(request(key, content).ifNoneMatch("*").build(), body(content));
      return Put.CREATED;
    } catch (S3Exception refused) {
      if (refused.statusCode() == 412) {
        return Put.EXISTS;
      }
      throw notPut(key, refused);
    } catch (SdkException failed) {
      throw told(key, failed);
    }
  }

  /// Without a copy: nobody changes a content while it is sent.
  private static RequestBody body(ByteBuffer content) {
    return RequestBody.fromContentProvider(
        () ->
            new ByteArrayInputStream(
                content.array(), content.arrayOffset() + content.position(), content.remaining()),
        content.remaining(),
        "application/octet-stream");
  }

  /// Without TLS the content is signed with the rest, so one that was damaged on its way looks like
  /// a wrong key; but then a question without content is answered.
  private StoreException notPut(String key, S3Exception refused) throws IOException {
    StoreException told = told(key, refused);
    if (code(refused).equals("SignatureDoesNotMatch")) {
      var _ = exists(key);
      return new StoreException(Kind.PASSING, told.getMessage(), refused);
    }
    return told;
  }

  private PutObjectRequest.Builder request(String key, ByteBuffer content) {
    return PutObjectRequest.builder()
        .bucket(bucket.name())
        .key(bucket.prefix() + key)
        .checksumCRC32C(checksum(content));
  }

  /// As the header has it. The processor has instructions for this one: it takes a tenth of the
  /// time of SHA-256, here and there, and finds what damages bytes by accident as well.
  private static String checksum(ByteBuffer content) {
    CRC32C crc = new CRC32C();
    crc.update(content.duplicate());
    byte[] four = ByteBuffer.allocate(Integer.BYTES).putInt((int) crc.getValue()).array();
    return Base64.getEncoder().encodeToString(four);
  }

  @Override
  public void put(String key, byte[] content) throws IOException {
    try {
      ByteBuffer whole = ByteBuffer.wrap(content);
      var _ = client.putObject(request(key, whole).build(), body(whole));
    } catch (S3Exception refused) {
      throw notPut(key, refused);
    } catch (SdkException failed) {
      throw told(key, failed);
    }
  }

  @Override
  public Optional<byte[]> get(String key, int limit) throws IOException {
    try (ResponseInputStream<GetObjectResponse> in =
        client.getObject(get -> get.bucket(bucket.name()).key(bucket.prefix() + key))) {
      long length = in.response().contentLength();
      if (length > limit) {
        in.abort();
        throw new StoreException(Kind.TOO_LARGE, key + " has more than " + limit + " bytes");
      }
      byte[] content = new byte[(int) length];
      if (in.readNBytes(content, 0, content.length) != length || in.read() >= 0) {
        throw new StoreException(Kind.PASSING, key + " did not arrive whole");
      }
      return Optional.of(content);
    } catch (NoSuchKeyException absent) {
      return Optional.empty();
    } catch (S3Exception refused) {
      boolean half = refused.statusCode() == 404 && code(refused).isEmpty();
      throw half
          ? new StoreException(Kind.PASSING, key + ": half an answer came", refused)
          : told(key, refused);
    } catch (SdkException failed) {
      throw told(key, failed);
    } catch (StoreException known) {
      throw known;
    } catch (IOException dropped) {
      throw new StoreException(Kind.PASSING, key + " did not arrive whole", dropped);
    }
  }

  @Override
  public boolean exists(String key) throws IOException {
    try {
      var _ = client.headObject(head -> head.bucket(bucket.name()).key(bucket.prefix() + key));
      return true;
    } catch (NoSuchKeyException absent) {
      return false;
    } catch (S3Exception refused) {
      if (refused.statusCode() == 404) {
        return false;
      }
      throw told(key, refused);
    } catch (SdkException failed) {
      throw told(key, failed);
    }
  }

  @Override
  public Page list(String prefix, String after) throws IOException {
    try {
      ListObjectsV2Response found =
          client.listObjectsV2(list -> {
            var _ = list.bucket(bucket.name()).prefix(bucket.prefix() + prefix);
            if (!after.isEmpty()) {
              var _ = list.startAfter(bucket.prefix() + after);
            }
          });
      return new Page(
          found.contents().stream()
              .map(each ->
                  new Listed(
                      each.key().substring(bucket.prefix().length()),
                      each.size(),
                      each.lastModified()))
              .toList(),
          Boolean.TRUE.equals(found.isTruncated()));
    } catch (SdkException failed) {
      throw told("the list of " + prefix, failed);
    }
  }

  @Override
  public void delete(List<String> keys) throws IOException {
    if (keys.isEmpty()) {
      return;
    }
    List<ObjectIdentifier> objects =
        keys.stream()
            .map(key -> ObjectIdentifier.builder().key(bucket.prefix() + key).build())
            .toList();
    try {
      DeleteObjectsResponse answer =
          client.deleteObjects(delete ->
              delete
                  .bucket(bucket.name())
                  .delete(Delete.builder().objects(objects).quiet(true).build()));
      if (answer.hasErrors() && !answer.errors().isEmpty()) {
        var first = answer.errors().getFirst();
        Kind kind = kind(first.code().equals("AccessDenied") ? 403 : 500, first.code());
        throw new StoreException(
            kind,
            "%d of %d objects could not be deleted: %s"
                .formatted(answer.errors().size(), keys.size(), first.code()));
      }
    } catch (SdkException failed) {
      throw told("deleting", failed);
    }
  }

  @Override
  public void close() {
    client.close();
  }

  /// Only the status and the store's code: its message may quote the request.
  private static StoreException told(String what, SdkException failed) {
    if (failed instanceof S3Exception refused) {
      String answer = refused.statusCode() + " " + code(refused);
      return new StoreException(
          kind(refused.statusCode(), code(refused)),
          "%s: the store answered %s".formatted(what, answer.strip()),
          failed);
    }
    String message = String.valueOf(failed.getMessage());
    if (message.contains("credentials")) {
      return new StoreException(Kind.DENIED, "no AWS credentials were found", failed);
    }
    if (isUnreachable(failed)) {
      return new StoreException(
          Kind.PASSING, "%s: the store cannot be reached".formatted(what), failed);
    }
    boolean passing = failed instanceof SdkClientException;
    return new StoreException(
        passing ? Kind.PASSING : Kind.OTHER,
        "%s: %s".formatted(what, passing ? "no whole answer came" : "the request failed"),
        failed);
  }

  /// Whether there was no connection at all.
  private static boolean isUnreachable(SdkException failed) {
    return Stream.iterate((Throwable) failed, Objects::nonNull, Throwable::getCause)
        .anyMatch(each ->
            each instanceof ConnectException
                || each instanceof ConnectTimeoutException
                || each instanceof NoRouteToHostException
                || each instanceof UnknownHostException);
  }

  /// Empty if the answer named none.
  private static String code(S3Exception refused) {
    return refused.awsErrorDetails() == null || refused.awsErrorDetails().errorCode() == null
        ? ""
        : refused.awsErrorDetails().errorCode();
  }

  private static Kind kind(int status, String code) {
    return switch (code) {
      case "SlowDown",
          "RequestTimeout",
          "InternalError",
          "ServiceUnavailable",
          "BadDigest",
          "XAmzContentChecksumMismatch",
          "XAmzContentSHA256Mismatch",
          "ConditionalRequestConflict",
          "OperationAborted",
          "IncompleteBody" ->
          Kind.PASSING;
      case "NoSuchBucket" -> Kind.NO_PLACE;
      case "PermanentRedirect",
          "AuthorizationHeaderMalformed",
          "IllegalLocationConstraintException" ->
          Kind.REGION;
      case "NotImplemented" -> Kind.UNSUPPORTED;
      default ->
          switch (status) {
            case 301, 307 -> Kind.REGION;
            case 401, 403 -> Kind.DENIED;
            case 404 -> Kind.NO_PLACE;
            case 408, 409, 429, 500, 502, 503, 504 -> Kind.PASSING;
            case 501 -> Kind.UNSUPPORTED;
            default -> Kind.OTHER;
          };
    };
  }
}
