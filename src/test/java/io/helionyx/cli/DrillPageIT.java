package io.helionyx.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The page of a drill, looked at in a real browser: Debian's chromium.
@Tag("F5")
class DrillPageIT {
  @TempDir Path directory;
  @TempDir Path profile;

  @Test
  void pageOfASoundBackupShowsItsEvidence() throws Exception {
    Path page = drill(Exhibit.environment(directory), 0);

    String seen = browser(page, "--dump-dom");

    assertThat(seen).contains(">passed</span>", "Restore drill of", "<b>RTO</b>", "<b>RPO</b>");
    assertThat(Files.readString(page)).doesNotContain("http://", "https://", "<script");
  }

  /// What stands in a log is text, whatever it looks like.
  @Test
  void hostileTextOfALogIsTextOnThePage() throws Exception {
    Cli cli = Exhibit.environment(directory);
    Path log = directory.resolve("data/events/events-2026-02-13.jsonl");
    String hostile = "<img src=x onerror='document.title=1'><script>document.title=2</script>";
    Files.writeString(
        log,
        Files.readString(log)
            + "{\"event_id\":\"1\",\"event_type\":\"u\",\"timestamp\":\"%s\"}\n"
                .formatted(hostile));

    Path page = drill(cli, 22);
    String seen = browser(page, "--dump-dom");

    assertThat(seen)
        .contains(">failed</span>", "bad-time", "&lt;img src=x onerror=")
        .doesNotContain("<img", "<script");
  }

  @Test
  void fitsAPhone() throws Exception {
    Path page = drill(Exhibit.environment(directory), 0);
    Path picture = directory.resolve("phone.png");

    var _ = browser(page, "--screenshot=" + picture, "--window-size=500,900");

    BufferedImage image = ImageIO.read(picture.toFile());
    assertThat(image.getWidth()).isEqualTo(500);
    int margin = image.getRGB(2, 450);
    for (int y = 0; y < image.getHeight(); y++) {
      assertThat(image.getRGB(image.getWidth() - 3, y))
          .as("nothing runs off the edge")
          .isEqualTo(margin);
    }
  }

  private Path drill(Cli cli, int code) {
    cli.backup();
    Cli.Outcome outcome = cli.run("drill", "--report", "drill.html");
    assertThat(outcome.code()).as(outcome.toString()).isEqualTo(code);
    return directory.resolve("drill.html");
  }

  private String browser(Path page, String... options) throws Exception {
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
                "--user-data-dir=" + profile));
    command.addAll(List.of(options));
    command.add(page.toUri().toString());
    Path out = Files.createTempFile(profile.getParent(), "dom", ".html");
    Process process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .redirectOutput(out.toFile())
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return Files.readString(out, UTF_8);
    } finally {
      process.destroyForcibly().waitFor();
      Files.delete(out);
    }
  }
}
