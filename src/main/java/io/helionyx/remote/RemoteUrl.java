package io.helionyx.remote;

import io.helionyx.durable.PathNames;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/// Where a remote repository lies.
public sealed interface RemoteUrl {
  /// A bucket of a store that speaks S3.
  ///
  /// @param prefix of every key; empty, or with a slash at its end
  record Bucket(String name, String prefix) implements RemoteUrl {
    @Override
    public String toString() {
      return "s3://" + name + "/" + prefix;
    }
  }

  /// A directory, absolute.
  record Directory(Path path) implements RemoteUrl {
    @Override
    public String toString() {
      return "file://" + PathNames.printable(path);
    }
  }

  /// Reads `s3://bucket/prefix` or `file:///directory`.
  ///
  /// @throws IllegalArgumentException if it is neither; the message says why, and does not repeat
  ///   it, since somebody may have put a key into it
  static RemoteUrl parse(String text) {
    if (text.startsWith("file:///")) {
      return new Directory(PathNames.resolve(Path.of("/"), text.substring("file://".length())));
    }
    if (!text.startsWith("s3://")) {
      throw new IllegalArgumentException(
          "begins neither with s3:// nor with file:/// (three slashes)");
    }
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException bad) {
      throw new IllegalArgumentException("is no URL", bad);
    }
    if (uri.getRawUserInfo() != null || text.indexOf('@') >= 0) {
      throw new IllegalArgumentException(
          "has a user or key in it; credentials come from the AWS default chain only");
    }
    String bucket = uri.getRawAuthority();
    if (bucket == null || !Pattern.matches("[A-Za-z0-9][A-Za-z0-9._-]{1,254}", bucket)) {
      throw new IllegalArgumentException("names no bucket");
    }
    String prefix = uri.getPath().replaceAll("^/+|/+$", "");
    if (!Pattern.matches("([A-Za-z0-9._=-]+(/[A-Za-z0-9._=-]+)*)?", prefix)
        || uri.getQuery() != null
        || uri.getFragment() != null) {
      throw new IllegalArgumentException(
          "has a prefix with other characters than letters, digits and ._=-/");
    }
    return new Bucket(bucket, prefix.isEmpty() ? "" : prefix + "/");
  }
}
