package io.helionyx.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
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

    Browser.Seen seen = new Browser(profile).open(page, "--dump-dom");

    assertThat(seen.dom())
        .contains(">passed</span>", "Restore drill of", "<b>RTO</b>", "<b>RPO</b>");
    assertThat(seen.console()).isEmpty();
    assertThat(seen.requests()).isEmpty();
    Contrast.assertReadable(page);
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
    Browser.Seen seen = new Browser(profile).open(page, "--dump-dom");

    assertThat(seen.console()).isEmpty();
    assertThat(seen.requests()).isEmpty();
    assertThat(seen.dom())
        .contains(">failed</span>", "bad-time", "&lt;img src=x onerror=")
        .doesNotContain("<img", "<script");
  }

  @Test
  void fitsAPhone() throws Exception {
    Path page = drill(Exhibit.environment(directory), 0);

    new Browser(profile).assertFitsAPhone(page, directory.resolve("phone.png"));
  }

  private Path drill(Cli cli, int code) {
    cli.backup();
    Cli.Outcome outcome = cli.run("drill", "--report", "drill.html");
    assertThat(outcome.code()).as(outcome.toString()).isEqualTo(code);
    return directory.resolve("drill.html");
  }
}
