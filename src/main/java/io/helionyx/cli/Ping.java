package io.helionyx.cli;

import io.helionyx.model.Problem;
import io.helionyx.source.Configuration;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Tells a watching service how a backup goes: `URL/start` when it begins, `URL` when it is done,
/// `URL/fail` with the message when it is not. Those of healthchecks.io and its kin understand it.
///
/// Takes five seconds at most, and whatever becomes of it is a warning: a watcher that is down must
/// not keep anybody from a backup. The URL is never shown, since who has it can tell lies.
final class Ping {
  static final String SETTING = "HELIONYX_PING_URL";

  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final int MOST = 10_000; // characters of a message

  private final Session session;
  private final Optional<URI> url;

  private Ping(Session session, Optional<URI> url) {
    this.session = session;
    this.url = url;
  }

  /// What the setting says; without it nobody is told.
  static Ping of(Session session, Configuration configuration) {
    Optional<String> text = configuration.setting(SETTING).filter(it -> !it.isBlank());
    if (text.isEmpty()) {
      return new Ping(session, Optional.empty());
    }
    try {
      URI url = new URI(text.get().strip());
      if (url.getHost() != null
          && ("https".equals(url.getScheme()) || "http".equals(url.getScheme()))) {
        return new Ping(session, Optional.of(url));
      }
    } catch (URISyntaxException malformed) {
      // its message would show the URL
    }
    session.console().warning(SETTING + " is no http or https URL; nobody is told of this backup.");
    return new Ping(session, Optional.empty());
  }

  void start() {
    send("/start", "");
  }

  void success(String text) {
    send("", text);
  }

  void failure(Problem problem) {
    send("/fail", String.join("\n", problem.what(), problem.state(), problem.next()));
  }

  private void send(String ending, String text) {
    if (url.isEmpty()) {
      return;
    }
    String safe =
        session
            .secrets()
            .found(text)
            .map(name -> "(the message was withheld: it contains the value of " + name + ")")
            .orElse(text);
    HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(LIMIT)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    try {
      HttpRequest request =
          HttpRequest.newBuilder(at(url.get(), ending))
              .timeout(LIMIT)
              .header("User-Agent", Version.line().replace(' ', '/'))
              .POST(BodyPublishers.ofString(safe.substring(0, Math.min(MOST, safe.length()))))
              .build();
      HttpResponse<Void> answer =
          client
              .sendAsync(request, BodyHandlers.discarding())
              .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      if (answer.statusCode() >= 300) {
        untold("it answers " + answer.statusCode());
      }
    } catch (ExecutionException failed) {
      untold("it cannot be reached (" + failed.getCause().getClass().getSimpleName() + ")");
    } catch (TimeoutException late) {
      untold("no answer within %d s".formatted(LIMIT.toSeconds()));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      client.shutdownNow(); // does not wait for a name server that hangs
    }
  }

  /// The ending goes behind the path and before a query.
  private static URI at(URI url, String ending) {
    String path = url.getRawPath() == null ? "" : url.getRawPath().replaceAll("/+$", "");
    String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
    return URI.create(url.getScheme() + "://" + url.getRawAuthority() + path + ending + query);
  }

  private void untold(String why) {
    session
        .console()
        .warning("%s was not told: %s. The backup goes on without it.".formatted(SETTING, why));
  }
}
