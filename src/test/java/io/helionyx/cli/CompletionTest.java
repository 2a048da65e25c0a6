package io.helionyx.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is made of the commands: completion, as the shells themselves understand it, and the
/// manual.
@Tag("H4")
class CompletionTest {
  @TempDir Path directory;

  private static boolean isInstalled(String program) throws Exception {
    return new ProcessBuilder("sh", "-c", "command -v " + program).start().waitFor() == 0;
  }

  private List<String> run(String... command) throws Exception {
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    return said.lines().toList();
  }

  @ParameterizedTest
  @CsvSource({
    "helionyx ver, verify",
    "helionyx backup --if, --if-older-than",
    "helionyx --env l, live",
    "helionyx restore l, latest",
    "helionyx completion z, zsh",
    "helionyx status --max-d, --max-drill-age"
  })
  void bashCompletes(String typed, String word) throws Exception {
    assumeTrue(isInstalled("bash"), "bash is not installed");
    String[] words = typed.split(" ", -1);
    Path script = directory.resolve("completion.bash");
    Files.writeString(script, Cli.in(directory).run("completion", "bash").out());

    List<String> found =
        run(
            "bash",
            "-c",
            "source completion.bash; COMP_WORDS=(%s); COMP_CWORD=%d; _helionyx; printf '%%s\\n' \"${COMPREPLY[@]}\""
                .formatted(typed, words.length - 1));

    assertThat(found).containsExactly(word);
  }

  @Test
  void zshUnderstandsItsScript() throws Exception {
    assumeTrue(isInstalled("zsh"), "zsh is not installed");
    Path script = directory.resolve("_helionyx");
    Files.writeString(script, Cli.in(directory).run("completion", "zsh").out());

    assertThat(run("zsh", "-n", "_helionyx")).isEmpty();
    assertThat(
            run(
                "zsh",
                "-fc",
                "fpath=($PWD $fpath); autoload -U compinit; compinit -u -D; echo"
                    + " $_comps[helionyx]"))
        .containsExactly("_helionyx");
  }

  @Test
  void anotherShellIsNamed() {
    assertThat(Cli.in(directory).run("completion", "fish").errors().getFirst())
        .isEqualTo("There is no completion for 'fish'.");
  }

  @Test
  void everyCommandHasAPageThatManUnderstands() throws Exception {
    ManualPages.main(new String[] {directory.toString()});
    Map<String, String> pages = new java.util.TreeMap<>();
    try (var files = Files.newDirectoryStream(directory, "*.1")) {
      for (Path file : files) {
        pages.put(file.getFileName().toString(), Files.readString(file));
      }
    }

    assertThat(pages).containsKeys("helionyx.1", "helionyx-backup.1", "helionyx-status.1");
    assertThat(pages).doesNotContainKey("helionyx-demo-writer.1");
    assertThat(pages.get("helionyx-backup.1"))
        .contains("\\-\\-if\\-older\\-than", ".SH EXAMPLES", ".SH EXIT STATUS", "(1)");
    assumeTrue(isInstalled("groff"), "groff is not installed");
    for (String name : pages.keySet()) {
      assertThat(run("groff", "-man", "-Tutf8", "-ww", "-z", name)).as(name).isEmpty();
    }
  }
}
