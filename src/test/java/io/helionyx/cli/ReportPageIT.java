package io.helionyx.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The page of `report`, looked at in a real browser.
@Tag("H5")
class ReportPageIT {
  @TempDir Path directory;
  @TempDir Path profile;

  /// Two weeks of an application: backups each night, one restore, a drill that passed, and events
  /// since.
  private Path page() throws Exception {
    Cli cli = Cli.withProject(directory);
    for (int day = 0; day < 14; day++) {
      for (int each = 0; each < 5 * day; each++) {
        append(cli, event(100 * day + each));
      }
      cli.backup();
      cli.time().pause(Duration.ofHours(24));
      if (day == 6) {
        cli.run("verify");
        cli.run("restore", "latest~1");
      }
    }
    cli.run("verify");
    cli.run("drill");
    cli.run("pin", "latest~3");
    append(cli, event(2001) + event(2002));
    Cli.Outcome outcome = cli.run("report", "--html", "report.html");
    assertThat(outcome.code()).as(outcome.err()).isZero();
    return directory.resolve("report.html");
  }

  private static String event(int number) {
    return "{\"event_id\":\"event-%d\",\"timestamp\":\"2026-02-28T10:%02d:%02d\"}\n"
        .formatted(number + 10, number / 60, number % 60);
  }

  private static void append(Cli cli, String text) throws Exception {
    Files.writeString(cli.log(), text, StandardOpenOption.APPEND);
  }

  @Test
  void showsHowItStands() throws Exception {
    Browser.Seen seen = new Browser(profile).open(page(), "--dump-dom");

    assertThat(seen.console()).isEmpty();
    assertThat(seen.requests()).isEmpty();
    assertThat(seen.dom())
        .contains(
            ">all is well</span>",
            "Backups of dev",
            "<b>Events at risk</b>2</div>",
            "size of a backup",
            "events of the log",
            "rollback points",
            "pinned");
    Matcher dots = Pattern.compile("<circle class=\"dot ([a-z]*)\"").matcher(seen.dom());
    assertThat(dots.results().map(dot -> dot.group(1)).toList())
        .containsOnly("", "good", "open")
        .filteredOn(String::isEmpty)
        .hasSize(14);
  }

  @Test
  void asksForNothingAndRunsNothing() throws Exception {
    assertThat(Files.readString(page()))
        .doesNotContain("http:", "https:", "<script", "src=", "href=", "url(", "@import");
  }

  @Test
  void fitsAPhone() throws Exception {
    new Browser(profile).assertFitsAPhone(page(), directory.resolve("phone.png"));
  }

  @Test
  void withoutAnyBackupItSaysSo() throws Exception {
    Cli cli = Cli.withProject(directory);
    assertThat(cli.run("report", "--html", "report.html").code()).isZero();

    Browser.Seen seen = new Browser(profile).open(directory.resolve("report.html"), "--dump-dom");

    assertThat(seen.console()).isEmpty();
    assertThat(seen.dom()).contains(">failed</span>", "there is none").doesNotContain("<circle");
  }

  /// What stands in a log is text, whatever it looks like.
  @Test
  void hostileFindingIsTextOnThePage() throws Exception {
    Cli cli = Exhibit.environment(directory);
    Files.writeString(
        directory.resolve("data/events/events-2026-02-13.jsonl"),
        "{\"event_id\":\"1\",\"event_type\":\"u\",\"timestamp\":\"<img src=x"
            + " onerror='document.title=1'>\"}\n",
        StandardOpenOption.APPEND);
    cli.backup();
    assertThat(cli.run("drill").code()).isEqualTo(22);
    assertThat(cli.run("report", "--html", "report.html").code()).isZero();

    Browser.Seen seen = new Browser(profile).open(directory.resolve("report.html"), "--dump-dom");

    assertThat(seen.dom())
        .contains("Findings of the last drill", "bad-time", "&lt;img src=x onerror=")
        .doesNotContain("<img");
    assertThat(seen.console()).isEmpty();
  }

  @Test
  void textCanBeRead() throws Exception {
    Contrast.assertReadable(page());
  }

  /// So that an empty list of requests means something.
  @Test
  void aPageThatAsksWouldBeNoticed() throws Exception {
    String asking =
        Files.readString(page())
            .replace("default-src 'none'", "default-src *")
            .replace("<main>", "<main><img src=\"http://example.invalid/x.png\">");
    Path other = Files.writeString(directory.resolve("asking.html"), asking);

    assertThat(new Browser(profile).open(other, "--dump-dom").requests())
        .containsExactly("http://example.invalid/x.png");
  }

  /// What is printed by a browser that shows pages dark is dark on white.
  @Test
  void printIsDarkOnWhite() throws Exception {
    Path page = page();
    assertThat(Files.readString(page))
        .contains("@media screen and (prefers-color-scheme: dark)")
        .contains("@media print { :root { color-scheme: light; }");
    Path paper = directory.resolve("report.pdf");

    assertThat(new Browser(profile).open(page, "--print-to-pdf=" + paper).console()).isEmpty();

    assertThat(Files.readAllBytes(paper)).startsWith("%PDF-".getBytes(UTF_8));
  }

  @Test
  void fileThatCannotBeWrittenIsNamed() throws Exception {
    Cli.Outcome outcome = Cli.withProject(directory).run("report", "--html", "nowhere/x.html");

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.errors().getFirst()).contains("nowhere/x.html cannot be written");
  }
}
