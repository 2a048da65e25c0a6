package io.helionyx.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;

/// Debian's chromium, without a screen.
final class Browser {
  private final Path profile;

  /// @param profile an empty directory for it
  Browser(Path profile) {
    this.profile = profile;
  }

  /// What it asks for by itself, whatever the page.
  private static final Pattern ITS_OWN =
      Pattern.compile("https?://[a-z0-9.]*\\.(google|googleapis|gvt1)\\.com/.*");

  private static final Pattern REQUEST =
      Pattern.compile("\"url\":\"((?:https?|wss?|ftp):[^\"]*)\"");

  /// What it printed, what it logged of the page, and the addresses that the page made it ask.
  record Seen(String dom, List<String> console, Set<String> requests) {}

  Seen open(Path page, String... options) throws Exception {
    Path chromium = Path.of("/usr/bin/chromium");
    assumeTrue(Files.isExecutable(chromium), "chromium is not installed");
    List<String> command =
        new ArrayList<>(
            List.of(
                chromium.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                "--enable-logging=stderr",
                "--log-net-log=" + profile.resolve("net.json"),
                "--user-data-dir=" + profile));
    command.addAll(List.of(options));
    command.add(page.toUri().toString());
    Path out = Files.createTempFile(profile.getParent(), "dom", ".html");
    Path err = Files.createTempFile(profile.getParent(), "log", ".txt");
    Path net = profile.resolve("net.json");
    Process process =
        new ProcessBuilder(command)
            .redirectError(err.toFile())
            .redirectOutput(out.toFile())
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      List<String> console =
          Files.readString(err, java.nio.charset.StandardCharsets.ISO_8859_1)
              .lines()
              .filter(line -> line.contains(":CONSOLE"))
              .toList();
      return new Seen(Files.readString(out, UTF_8), console, requests(net));
    } finally {
      process.destroyForcibly().waitFor();
      Files.delete(out);
      Files.delete(err);
    }
  }

  private static Set<String> requests(Path net) throws IOException {
    Set<String> asked = new TreeSet<>();
    Matcher request = REQUEST.matcher(Files.readString(net, UTF_8));
    while (request.find()) {
      if (!ITS_OWN.matcher(request.group(1)).matches()) {
        asked.add(request.group(1));
      }
    }
    return asked;
  }

  /// A picture of the page as a telephone shows it, on which nothing runs off the edge.
  void assertFitsAPhone(Path page, Path picture) throws Exception {
    var _ = open(page, "--screenshot=" + picture, "--window-size=500,900");

    BufferedImage image = ImageIO.read(picture.toFile());
    assertThat(image.getWidth()).isEqualTo(500);
    int margin = image.getRGB(2, 450);
    for (int y = 0; y < image.getHeight(); y++) {
      assertThat(image.getRGB(image.getWidth() - 3, y))
          .as("nothing runs off the edge")
          .isEqualTo(margin);
    }
  }
}
