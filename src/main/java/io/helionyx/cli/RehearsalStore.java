package io.helionyx.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Answers as a store that speaks S3 does, for the [Rehearsal] alone: the client of a push, a pull
/// and their like is loaded and run in all its parts only where somebody answers it. Objects are in
/// memory; whoever asks is believed, and only this host can.
final class RehearsalStore implements Closeable {
  private static final int NO_BACKLOG = 0; // as many as the system likes
  private static final Pattern KEY = Pattern.compile("<Key>([^<]*)</Key>");

  private final ServerSocket server;
  private final SortedMap<String, byte[]> objects = new ConcurrentSkipListMap<>();

  /// Begins to answer.
  RehearsalStore() throws IOException {
    server = new ServerSocket(0, NO_BACKLOG, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  /// Where.
  String endpoint() {
    return "http://127.0.0.1:" + server.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private interface Work {
    void run() throws IOException;
  }

  /// Whatever fails, fails for the one who asked as well.
  private static void daemon(Work work) {
    var _ =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              try {
                work.run();
              } catch (IOException closed) {
                Thread.currentThread().interrupt();
              }
            });
  }

  private void accept() throws IOException {
    while (true) {
      Socket socket = server.accept();
      daemon(() -> {
        try (socket) {
          InputStream in = new BufferedInputStream(socket.getInputStream());
          OutputStream out = socket.getOutputStream();
          for (String first = line(in); !first.isEmpty(); first = line(in)) {
            out.write(answer(first.split(" ", 3), headers(in), in));
          }
        }
      });
    }
  }

  /// Empty at the end.
  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  private static Map<String, String> headers(InputStream in) throws IOException {
    Map<String, String> headers = new HashMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    return headers;
  }

  private byte[] answer(String[] request, Map<String, String> headers, InputStream in)
      throws IOException {
    byte[] body = new byte[Integer.parseInt(headers.getOrDefault("content-length", "0"))];
    if (in.readNBytes(body, 0, body.length) < body.length) {
      throw new EOFException();
    }
    String target = request[1];
    return switch (request[0]) {
      case "PUT" -> put(target, body, headers.containsKey("if-none-match"));
      case "GET" -> target.contains("list-type=2") ? list(target) : get(target);
      case "HEAD" ->
          objects.containsKey(target)
              ? head("200 OK", objects.get(target).length)
              : head("404 Not Found", 0);
      default -> delete(target, new String(body, ISO_8859_1)); // POST
    };
  }

  private byte[] put(String target, byte[] body, boolean conditional) {
    if (conditional && objects.putIfAbsent(target, body) != null) {
      return xml("412 Precondition Failed", "<Error><Code>PreconditionFailed</Code></Error>");
    }
    objects.put(target, body);
    return head("200 OK", 0);
  }

  private byte[] get(String target) {
    byte[] found = objects.get(target);
    return found == null
        ? xml("404 Not Found", "<Error><Code>NoSuchKey</Code></Error>")
        : join(head("200 OK", found.length), found);
  }

  private byte[] delete(String target, String body) {
    KEY.matcher(body).results().forEach(each -> objects.remove(bucket(target) + each.group(1)));
    return xml("200 OK", "<DeleteResult/>");
  }

  /// With a slash behind it, as objects have it before them.
  private static String bucket(String target) {
    return target.substring(0, target.indexOf('?')).replaceAll("/+$", "") + "/";
  }

  /// Of `/bucket?list-type=2&prefix=…`, all at once.
  private byte[] list(String target) {
    String bucket = bucket(target);
    String prefix =
        target.replaceAll(".*[?&]prefix=([^&]*).*", "$1").replace("%2F", "/").replace("%2f", "/");
    SortedMap<String, byte[]> found = new TreeMap<>(objects);
    found.keySet().removeIf(key -> !key.startsWith(bucket + prefix));
    return xml(
        "200 OK",
        found.entrySet().stream()
            .map(each ->
                ("<Contents><Key>%s</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified>"
                        + "<Size>%d</Size></Contents>")
                    .formatted(each.getKey().substring(bucket.length()), each.getValue().length))
            .collect(
                Collectors.joining(
                    "",
                    "<ListBucketResult><IsTruncated>false</IsTruncated>",
                    "</ListBucketResult>")));
  }

  private static byte[] xml(String status, String text) {
    byte[] body = ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + text).getBytes(ISO_8859_1);
    return join(head(status, body.length), body);
  }

  private static byte[] head(String status, int length) {
    return """
    HTTP/1.1 %s\r
    Content-Type: application/xml\r
    Content-Length: %d\r
    ETag: "none"\r
    Last-Modified: Thu, 01 Jan 2026 00:00:00 GMT\r
    \r
    """
        .formatted(status, length)
        .getBytes(ISO_8859_1);
  }

  private static byte[] join(byte[] head, byte[] body) {
    byte[] both = new byte[head.length + body.length];
    System.arraycopy(head, 0, both, 0, head.length);
    System.arraycopy(body, 0, both, head.length, body.length);
    return both;
  }
}
