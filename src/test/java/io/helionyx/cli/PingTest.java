package io.helionyx.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The service that watches backups is told, and stands in nobody's way. And `--if-older-than`.
@Tag("H3")
class PingTest {
  @TempDir Path directory;
  private final List<String> told = Collections.synchronizedList(new ArrayList<>());
  private HttpServer watcher;
  private int answer = 200;
  private Cli cli;

  @BeforeEach
  void start() throws Exception {
    cli = Cli.withProject(directory);
    watcher = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    watcher.createContext(
        "/",
        exchange -> {
          String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
          told.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
          exchange.sendResponseHeaders(answer, -1);
          exchange.close();
        });
    watcher.start();
    cli.set("HELIONYX_PING_URL", url(watcher.getAddress().getPort()));
  }

  private static String url(int port) {
    return "http://127.0.0.1:" + port + "/ping/6f1c?rid=7";
  }

  @AfterEach
  void stop() {
    watcher.stop(0);
  }

  @Test
  void startAndSuccessAreTold() {
    Cli.Outcome outcome = cli.run("backup");

    assertThat(outcome.code()).isZero();
    assertThat(told).containsExactly("POST /ping/6f1c/start?rid=7 ", "POST /ping/6f1c?rid=7 ");
    assertThat(outcome.err()).doesNotContain("6f1c");
  }

  @Test
  void failureIsToldWithItsReason() throws Exception {
    Files.move(directory.resolve("data/events"), directory.resolve("elsewhere"));

    assertThat(cli.run("backup").code()).isEqualTo(2);

    assertThat(told).hasSize(2);
    assertThat(told.get(1))
        .startsWith("POST /ping/6f1c/fail?rid=7 ")
        .contains("EVENT_STORE_PATH", "\n");
  }

  @Test
  @Tag("B3")
  void secretIsNotTold() throws Exception {
    Path secret = directory.resolve("data/sk-live-secret-value");
    cli.set("EVENT_STORE_PATH", secret.toString());
    cli.set("X_TOKEN", "sk-live-secret-value");

    cli.run("backup");

    assertThat(String.join("\n", told)).doesNotContain("sk-live-secret-value");
  }

  @Test
  void watcherThatIsIllOrAwayFailsNoBackup() throws Exception {
    answer = 500;
    Cli.Outcome ill = cli.run("backup");
    assertThat(ill.code()).isZero();
    assertThat(ill.err()).contains("Warning: HELIONYX_PING_URL was not told: it answers 500.");

    cli.set("HELIONYX_PING_URL", url(closedPort()));
    Cli.Outcome away = cli.run("backup");
    assertThat(away.code()).isZero();
    assertThat(away.err())
        .contains("it cannot be reached (ConnectException)")
        .doesNotContain("6f1c");

    cli.set("HELIONYX_PING_URL", "ftp://x/6f1c");
    Cli.Outcome wrong = cli.run("backup");
    assertThat(wrong.code()).isZero();
    assertThat(wrong.err())
        .contains("HELIONYX_PING_URL is no http or https URL")
        .doesNotContain("6f1c");
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void backupIsMadeOnlyIfTheNewestIsOlder() {
    String first = cli.backup("--if-older-than", "1h");
    cli.time().pause(Duration.ofMinutes(50));
    told.clear();

    Cli.Outcome left = cli.run("backup", "--if-older-than", "1h");
    assertThat(left.code()).isZero();
    assertThat(left.out()).isEqualTo(first + "\n");
    assertThat(left.err()).contains("is not older than 1 hour.");
    assertThat(told).hasSize(1); // all is well, and the watcher must not think otherwise

    cli.time().pause(Duration.ofMinutes(11));
    assertThat(cli.backup("--if-older-than", "1h")).isNotEqualTo(first);
    assertThat(cli.run("backup", "--if-older-than", "x").code()).isEqualTo(2);
    assertThat(cli.run("list").answer()).hasSize(3);
  }
}
