package io.helionyx.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helionyx.ManualTime;
import io.helionyx.model.Audit;
import io.helionyx.model.Ending;
import io.helionyx.model.Problem;
import io.helionyx.model.Refusal;
import io.helionyx.source.SecretGuard;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What may go out, and how.
class ConsoleTest {
  private static final Manner PLAIN = new Manner(false, false, false);
  private static final Manner JSON = new Manner(true, false, false);
  private static final String SECRET = "s3cr3t-Wert-äöü";

  @TempDir Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private Console console(Manner manner) {
    return console(manner, out);
  }

  private Console console(Manner manner, OutputStream to) {
    SecretGuard secrets = SecretGuard.of(directory, Map.of("BOT_TOKEN", SECRET));
    Surroundings.Streams streams =
        new Surroundings.Streams(InputStream.nullInputStream(), to, err, () -> false);
    ManualTime time = new ManualTime("2026-03-01T12:00:00Z");
    return new Console(new Surroundings(directory, Map.of(), streams, time), secrets, manner);
  }

  /// Both streams are shown on a terminal.
  private Console onTerminal(Map<String, String> environment, Manner manner, ManualTime time) {
    Surroundings.Streams streams =
        new Surroundings.Streams(
            InputStream.nullInputStream(), out, err, () -> false, () -> true, () -> true);
    return new Console(
        new Surroundings(directory, environment, streams, time),
        SecretGuard.of(directory, Map.of()),
        manner);
  }

  private static Refusal refusal(String what) {
    return new Refusal(Ending.LOCKED, new Problem(what, "Nothing was changed.", "Wait."));
  }

  private static Console.Answer answer(String line) {
    return new Console.Answer(List.of(line), Map.of("id", line));
  }

  @Test
  @Tag("E2")
  void answerGoesToStandardOutputAndAllElseToStandardError() {
    Console console = console(PLAIN);

    console.begin("take dev in", 2048);
    console.advance(1024);
    console.warning("Something is odd.");
    console.audit(Audit.of("backup_created", "env", "dev"));
    console.explain("It took 1 s.");
    console.answer("backup", answer("20260301T120000Z"));
    console.failed(refusal("It failed."));

    assertThat(out.toString(UTF_8)).isEqualTo("20260301T120000Z\n");
    assertThat(err.toString(UTF_8))
        .isEqualTo(
            """
            take dev in (2.0 KiB)
            Warning: Something is odd.
            AUDIT backup_created env=dev
            It took 1 s.
            It failed.
            Nothing was changed.
            Wait.
            """);
    assertThat(console.code(0)).isZero();
  }

  @Test
  @Tag("E6")
  void jsonIsAloneOnStandardOutput() {
    Console console = console(JSON);

    console.begin("take dev in", 2048);
    console.warning("Odd.");
    console.audit(Audit.of("backup_created", "env", "dev"));
    console.answer("backup", answer("20260301T120000Z"));
    console.failed(refusal("It failed."));

    assertThat(out.toString(UTF_8))
        .isEqualTo(
            """
            {"message_type":"status","step":"take dev in","bytes":2048}
            {"message_type":"warning","text":"Odd."}
            {"message_type":"summary","command":"backup","id":"20260301T120000Z"}
            {"message_type":"exit_error","code":11,"ending":"locked","what":"It failed.","state":"Nothing was changed.","next":"Wait."}
            """);
    assertThat(err.toString(UTF_8)).contains("AUDIT backup_created env=dev\n", "It failed.\n");
  }

  @Test
  void quietKeepsWhatMatters() {
    Console console = console(new Manner(false, true, false));

    console.begin("take dev in", 2048);
    console.explain("It took 1 s.");
    console.warning("Odd.");
    console.audit(Audit.of("backup_created"));

    assertThat(err.toString(UTF_8)).isEqualTo("Warning: Odd.\nAUDIT backup_created\n");
  }

  @Test
  @Tag("B3")
  void answerWithSecretIsRefusedAndNotShown() {
    assertThatThrownBy(() -> console(PLAIN).answer("show", answer("path/" + SECRET)))
        .isInstanceOf(Console.SecretInAnswer.class)
        .hasMessage("the answer holds the value of BOT_TOKEN");
    assertThatThrownBy(() -> console(JSON).answer("show", answer("path/" + SECRET)))
        .isInstanceOf(Console.SecretInAnswer.class);

    assertThat(out.toString(UTF_8)).isEmpty();
  }

  @Test
  @Tag("B3")
  void lineWithSecretIsWithheldAndTheEndingSaysSo() {
    Console console = console(JSON);

    console.warning("A file is named " + SECRET + ".");
    console.audit(Audit.of("backup_created", "backup_dir", "/x/" + SECRET));
    console.begin("take " + SECRET, 0);
    console.explain(SECRET);
    console.failed(refusal("Cannot read " + SECRET + "."));

    String all = out.toString(UTF_8) + err.toString(UTF_8);
    assertThat(all).doesNotContain(SECRET).doesNotContain("s3cr3t");
    assertThat(out.toString(UTF_8).lines())
        .allMatch(line ->
            line.equals(
                "{\"message_type\":\"warning\",\"text\":\"(a line was withheld: it contains"
                    + " the value of BOT_TOKEN)\"}"))
        .hasSize(3);
    assertThat(err.toString(UTF_8).lines())
        .contains("(a line was withheld: it contains the value of BOT_TOKEN)")
        .endsWith("Nothing was changed.", "Wait.");
    assertThat(console.code(0)).isEqualTo(3);
    assertThat(console.code(11)).isEqualTo(11);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u001b[31m", "\r", "\u0007", "\u009b", "\u202e", "\u2028", "\u007f"})
  void controlCharactersNeverReachATerminal(String control) {
    Console console = console(PLAIN);
    console.answer("show", answer("a" + control + "b"));
    console.warning("a" + control + "b");
    console.failed(refusal("a" + control + "b"));
    console.audit(Audit.of("x", "y", "a" + control + "b"));
    console(JSON).answer("show", answer("a" + control + "b"));

    assertThat(out.toString(UTF_8) + err.toString(UTF_8)).doesNotContain(control);
  }

  @Test
  void textOfSeveralLinesCannotPassForAnAuditLine() {
    Console console = console(PLAIN);

    console.warning("Named x\nAUDIT restore_completed env=live");

    assertThat(err.toString(UTF_8))
        .isEqualTo("Warning: Named x\n  AUDIT restore_completed env=live\n");
  }

  @Test
  void readerThatLeftIsNoFailure() {
    Console console = console(PLAIN, failing("Broken pipe"));

    console.answer("list", new Console.Answer(List.of("one", "two"), Map.of()));

    assertThat(err.toString(UTF_8)).isEmpty();
    assertThat(console.code(0)).isZero();
  }

  @Test
  void answerThatCouldNotBeWrittenIsNoSuccess() {
    Console console = console(PLAIN, failing("No space left on device"));

    console.answer("backup", answer("20260301T120000Z"));

    assertThat(console.code(0)).isEqualTo(3);
    assertThat(err.toString(UTF_8))
        .isEqualTo(
            "Warning: the answer could not be written to standard output: No space left on"
                + " device.\n");
  }

  private static OutputStream failing(String why) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw new IOException(why);
      }
    };
  }

  @Test
  void nothingIsSaidAfterTheLastWords() {
    Console console = console(PLAIN);

    console.last("Interrupted. Nothing was changed.");
    console.answer("backup", answer("20260301T120000Z"));
    console.warning("Late.");

    assertThat(out.toString(UTF_8)).isEmpty();
    assertThat(err.toString(UTF_8)).isEqualTo("Interrupted. Nothing was changed.\n");
  }

  @Test
  @Tag("E7")
  void stackTraceIsForDebugOnly() {
    console(PLAIN).failed(refusal("It failed."));
    assertThat(err.toString(UTF_8)).doesNotContain("at io.helionyx");

    console(new Manner(false, false, true)).failed(refusal("It failed."));
    assertThat(err.toString(UTF_8)).contains("    at io.helionyx.cli.ConsoleTest");
  }

  @Test
  @Tag("H4")
  void barOfATerminalIsWrittenOverAndLeavesNothing() {
    ManualTime time = new ManualTime("2026-03-01T12:00:00Z");
    Console console = onTerminal(Map.of(), PLAIN, time);
    console.begin("copy", 200 << 20);
    console.advance(50 << 20);
    time.pause(Duration.ofSeconds(4));
    console.advance(50 << 20);
    console.explain("done");

    assertThat(err.toString(UTF_8))
        .isEqualTo("copy (200.0 MiB)\n\r\u001b[K50 % 25 MiB/s 0:04\r\u001b[Kdone\n");
  }

  @Test
  @Tag("H4")
  void quietShowsNoProgress() {
    ManualTime time = new ManualTime("2026-03-01T12:00:00Z");
    Console console = onTerminal(Map.of(), new Manner(false, true, false), time);
    console.begin("copy", 200 << 20);
    time.pause(Duration.ofMinutes(1));
    console.advance(100 << 20);

    assertThat(err.toString(UTF_8)).isEmpty();
  }

  private static final List<String> COLOURED =
      List.of(
          "OK       all is well",
          "WARNING  There is no backup",
          "FAILED   OK       is part of a name",
          "20260301T120000Z  intact   3 files",
          "20260301T120000Z  unsound  3 files",
          "drill of 20260301T120000Z: passed",
          "  Goes      3 events",
          "  Goes      no event",
          "OKAY is no word of ours");

  @Test
  @Tag("H4")
  void stateWordsHaveColoursOnATerminal() {
    Console console =
        onTerminal(Map.of("TERM", "xterm"), PLAIN, new ManualTime("2026-03-01T12:00:00Z"));

    console.answer("status", new Console.Answer(COLOURED, Map.of()));
    console.warning("Odd.");

    assertThat(out.toString(UTF_8).replace("\u001b[", "<"))
        .isEqualTo(
            """
            <32mOK<0m       all is well
            <33mWARNING<0m  There is no backup
            <31mFAILED<0m   OK       is part of a name
            20260301T120000Z  <32mintact<0m   3 files
            20260301T120000Z  <31munsound<0m  3 files
            drill of 20260301T120000Z: <32mpassed<0m
            <33m  Goes<0m      3 events
              Goes      no event
            OKAY is no word of ours
            """);
    assertThat(err.toString(UTF_8)).isEqualTo("\u001b[33mWarning:\u001b[0m Odd.\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM=xterm NO_COLOR=1", "TERM=dumb", "NO_COLOR="})
  @Tag("H4")
  void coloursAreForThoseWhoCanSeeThemAndWantThem(String variables) {
    Map<String, String> environment = new HashMap<>();
    for (String variable : variables.split(" ", -1)) {
      int equals = variable.indexOf('=');
      environment.put(variable.substring(0, equals), variable.substring(equals + 1));
    }
    Console console = onTerminal(environment, PLAIN, new ManualTime("2026-03-01T12:00:00Z"));

    console.answer("status", new Console.Answer(COLOURED, Map.of()));
    console.warning("Odd.");

    assertThat(out.toString(UTF_8) + err.toString(UTF_8)).doesNotContain("\u001b");
  }

  @Test
  @Tag("B3")
  void secretWithABlankIsFoundWhereALineWasWrapped() {
    SecretGuard secrets = SecretGuard.of(directory, Map.of("BOT_TOKEN", "correct horse"));
    Surroundings.Streams streams =
        new Surroundings.Streams(InputStream.nullInputStream(), out, err, () -> false);
    Console console =
        new Console(
            new Surroundings(directory, Map.of(), streams, new ManualTime("2026-03-01T12:00:00Z")),
            secrets,
            PLAIN);
    Console.Answer wrapped =
        new Console.Answer(List.of("OK       it is correct", "         horse"), Map.of());

    assertThatThrownBy(() -> console.answer("doctor", wrapped))
        .isInstanceOf(Console.SecretInAnswer.class);
    assertThat(out.toString(UTF_8)).isEmpty();
  }
}
