import java.net.URI;
import java.util.Properties;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;

/// An S3 server over a directory, until its input ends: `java -cp … bench/S3.java DIRECTORY`.
/// Prints where it listens. Anybody who knows the two words may write to it.
void main(String[] arguments) throws Exception {
  Properties properties = new Properties();
  properties.setProperty("jclouds.filesystem.basedir", arguments[0]);
  S3Proxy server =
      S3Proxy.builder()
          .blobStore(BlobStores.create("filesystem-nio2", properties))
          .endpoint(URI.create("http://127.0.0.1:0"))
          .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, "benchmark", "benchmark-secret")
          .ignoreUnknownHeaders(true)
          .build();
  server.start();
  IO.println("http://127.0.0.1:" + server.getPort());
  while (System.in.read() >= 0) {}
  server.stop();
}
