package io.helionyx.remote;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/// Stands between a client and a server that speak HTTP, on sockets of its own, and does to
/// requests and answers what networks and servers do. One request a connection.
public final class FaultyWire implements Closeable {
  private static final String END = "\r\n\r\n";

  private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final URI server;
  private final Plan plan;
  private final AtomicInteger faults = new AtomicInteger();

  /// What becomes of a request.
  public enum Fault {
    /// It goes there, and the answer comes back.
    NONE,
    /// It never arrives.
    DROPPED,
    /// It is done, and the connection breaks before the answer.
    ANSWER_LOST,
    /// It is done, and the answer comes when nobody waits for it any more.
    LATE,
    /// It is done, and half of the answer comes.
    TRUNCATED,
    /// A bit of what is sent flips on the way.
    FLIPPED_THERE,
    /// A bit of what comes back does.
    FLIPPED_BACK,
    /// 500 InternalError.
    BROKEN,
    /// 503 ServiceUnavailable.
    UNAVAILABLE,
    /// 503 SlowDown.
    SLOW_DOWN
  }

  /// Which requests suffer.
  public interface Plan {
    /// @param request its first line, `PUT /bucket/key HTTP/1.1`
    Fault of(String request);
  }

  private FaultyWire(URI server, Plan plan) throws IOException {
    this.server = server;
    this.plan = plan;
  }

  /// Before the server of this host at `endpoint`.
  public static FaultyWire before(String endpoint, Plan plan) throws IOException {
    FaultyWire wire = new FaultyWire(URI.create(endpoint), plan);
    var _ = Thread.ofPlatform().daemon().start(wire::accept);
    return wire;
  }

  /// Where clients go.
  public String endpoint() {
    return "http://127.0.0.1:" + socket.getLocalPort();
  }

  int faults() {
    return faults.get();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        var _ = Thread.ofPlatform().daemon().start(() -> serve(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      InputStream in = new BufferedInputStream(client.getInputStream());
      String head = head(in);
      if (!head.isEmpty()) {
        serve(client, in, head);
      }
    } catch (IOException gone) {
      assert gone != null; // the client, which is what a wire may have
    }
  }

  private void serve(Socket client, InputStream in, String head) throws IOException {
    OutputStream out = client.getOutputStream();
    if (!field(head, "Expect").isEmpty()) {
      out.write(("HTTP/1.1 100 Continue" + END).getBytes(ISO_8859_1));
      out.flush();
    }
    String length = field(head, "Content-Length");
    byte[] body = in.readNBytes(length.isEmpty() ? 0 : Integer.parseInt(length));
    Fault fault = plan.of(head.lines().findFirst().orElseThrow());
    if (fault != Fault.NONE) {
      var _ = faults.incrementAndGet();
    }
    switch (fault) {
      case NONE -> out.write(answer(head, body));
      case DROPPED -> {}
      case ANSWER_LOST -> {
        var _ = answer(head, body);
      }
      case LATE -> {
        byte[] answer = answer(head, body);
        var _ = in.read(); // until the client has had enough
        out.write(answer);
      }
      case TRUNCATED -> out.write(half(answer(head, body)));
      case FLIPPED_THERE -> out.write(answer(head, flipped(body, 0)));
      case FLIPPED_BACK -> {
        byte[] answer = answer(head, body);
        out.write(flipped(answer, bodyOf(answer)));
      }
      case BROKEN -> out.write(error("500 Internal Server Error", "InternalError"));
      case UNAVAILABLE -> out.write(error("503 Service Unavailable", "ServiceUnavailable"));
      case SLOW_DOWN -> out.write(error("503 Slow Down", "SlowDown"));
    }
    out.flush();
  }

  /// The server's whole answer.
  private byte[] answer(String head, byte[] body) throws IOException {
    try (Socket there = new Socket(InetAddress.getLoopbackAddress(), server.getPort())) {
      String forwarded =
          head.replaceAll("(?im)^(Expect|Connection):.*\r\n", "").replaceFirst(END + "$", "")
              + "\r\nConnection: close"
              + END;
      there.getOutputStream().write(forwarded.getBytes(ISO_8859_1));
      there.getOutputStream().write(body);
      there.getOutputStream().flush();
      return there.getInputStream().readAllBytes();
    }
  }

  private static int bodyOf(byte[] answer) {
    return new String(answer, ISO_8859_1).indexOf(END) + END.length();
  }

  private static byte[] half(byte[] answer) {
    int body = bodyOf(answer);
    return Arrays.copyOf(
        answer,
        body == answer.length // without a body, what does not yet tell how it went
            ? "HTTP/1.1 ".length()
            : body + (answer.length - body) / 2);
  }

  private static byte[] flipped(byte[] bytes, int from) {
    byte[] other = bytes.clone();
    if (from < bytes.length) {
      other[from + (bytes.length - from) / 2] ^= 1;
    }
    return other;
  }

  private static byte[] error(String status, String code) {
    String body = "<Error><Code>" + code + "</Code><Message>Later.</Message></Error>";
    return "HTTP/1.1 %s\r\nContent-Type: application/xml\r\nContent-Length: %d\r\nConnection: close%s%s"
        .formatted(status, body.length(), END, body)
        .getBytes(ISO_8859_1);
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    String read = "";
    while (!read.endsWith(END)) {
      int next = in.read();
      if (next < 0) {
        return "";
      }
      head.write(next);
      read = next == '\n' ? head.toString(ISO_8859_1) : "";
    }
    return read;
  }

  private static String field(String head, String name) {
    String start = name.toLowerCase(Locale.ROOT) + ":";
    return head.lines()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
        .map(line -> line.substring(start.length()).strip())
        .findFirst()
        .orElse("");
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
