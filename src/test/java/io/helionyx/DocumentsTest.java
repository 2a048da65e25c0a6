package io.helionyx;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.helionyx.model.Ending;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the documents say is so, as far as a program can tell.
class DocumentsTest {
  private static final Path BASE = Path.of(System.getProperty("helionyx.basedir", "."));

  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern CLASS = Pattern.compile("([A-Z]\\w*[a-z]\\w*)(\\.\\w+)?");
  private static final Pattern FILE =
      Pattern.compile("(?:[\\w.-]+/)+[\\w.-]*|[\\w-]+\\.(?:md|xml)|Makefile");

  /// Of the platform; every other class that is named must be ours.
  private static final Set<String> PLATFORM = Set.of("IOException");

  /// Paths of a running project, not of this one.
  private static final String OF_A_PROJECT = "data/";

  @Test
  void exitCodesInReadmeAreThoseOfTheProgram() throws IOException {
    List<String> rows = new ArrayList<>();
    for (Ending each : Ending.values()) {
      String name = each.name().toLowerCase(Locale.ROOT);
      rows.add("| %d | `%s` | %s |".formatted(each.code(), name, each.meaning()));
    }
    List<String> readme = Files.readAllLines(BASE.resolve("README.md"));
    int head = readme.indexOf("| code | name | meaning |");
    assertThat(readme.subList(head + 2, readme.size()).stream().takeWhile(row -> !row.isBlank()))
        .containsExactlyElementsOf(rows);
  }

  @Test
  void everyLinkLeadsSomewhere() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path document : documents()) {
      Matcher link = LINK.matcher(withoutBlocks(document));
      while (link.find()) {
        String to = link.group(1);
        if (!to.contains("://") && !leadsSomewhere(document, to)) {
          broken.add(BASE.relativize(document) + " -> " + to);
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  private static boolean leadsSomewhere(Path document, String link) throws IOException {
    String[] parts = link.split("#", 2);
    Path target = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]).normalize();
    return Files.exists(target) && (parts.length == 1 || anchors(target).contains(parts[1]));
  }

  /// As GitHub makes them of headings.
  private static Set<String> anchors(Path document) throws IOException {
    Set<String> anchors = new HashSet<>();
    for (String line : withoutBlocks(document).split("\n", -1)) {
      if (line.startsWith("#")) {
        String heading = line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT);
        anchors.add(heading.replaceAll("[^\\w\\- ]", "").replace(' ', '-'));
      }
    }
    return anchors;
  }

  @Test
  void everyClassThatTheArchitectureNamesExists() throws IOException {
    Set<String> classes = new HashSet<>(PLATFORM);
    for (Path source : sources()) {
      classes.add(source.getFileName().toString().replace(".java", ""));
      Matcher nested =
          Pattern.compile("(?:class|record|enum|interface) (\\w+)")
              .matcher(Files.readString(source));
      while (nested.find()) {
        classes.add(nested.group(1));
      }
    }
    List<String> unknown = new ArrayList<>();
    for (String name : codeOf("ARCHITECTURE.md")) {
      Matcher type = CLASS.matcher(name);
      if (type.matches() && !classes.contains(type.group(1))) {
        unknown.add(name);
      }
    }
    assertThat(unknown).isEmpty();
  }

  @Test
  void everyMethodThatTheArchitectureNamesExists() throws IOException {
    List<String> unknown = new ArrayList<>();
    for (String name : codeOf("ARCHITECTURE.md")) {
      Matcher type = CLASS.matcher(name);
      if (!type.matches() || type.group(2) == null) {
        continue;
      }
      String file = type.group(1) + ".java";
      String member = type.group(2).substring(1);
      boolean found = false;
      for (Path source : sources()) {
        found |=
            source.endsWith(file)
                && Pattern.compile("\\b" + member + "\\b").matcher(Files.readString(source)).find();
      }
      if (!found) {
        unknown.add(name);
      }
    }
    assertThat(unknown).isEmpty();
  }

  @Test
  void everyFileThatTheArchitectureNamesExists() throws IOException {
    List<String> missing = new ArrayList<>();
    for (String name : codeOf("ARCHITECTURE.md")) {
      if (FILE.matcher(name).matches()
          && !name.startsWith(OF_A_PROJECT)
          && !Files.exists(BASE.resolve(name))) {
        missing.add(name);
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void noDocumentKnowsTheMachineItWasWrittenOn() throws IOException {
    // Put together here, so that no search for them finds this.
    Pattern machine =
        Pattern.compile(
            String.join(
                "|",
                "(?<![\\w.])/" + "work/",
                "/" + "farm/",
                "/" + "root/",
                "/" + "home/\\w",
                "/" + "tmp/\\w",
                "(?i)artifact" + "ory",
                "(?i)nex" + "us",
                "\\." + "internal\\b",
                "\\blocal" + "host:\\d",
                "\\b(?:10|192\\.168|172\\.(?:1[6-9]|2\\d|3[01]))\\.\\d+\\.\\d+\\b",
                "repo\\.\\w+\\.\\w+"));
    List<String> lines = new ArrayList<>();
    for (Path document : documents()) {
      for (String line : Files.readAllLines(document)) {
        if (machine.matcher(line).find()) {
          lines.add(BASE.relativize(document) + ": " + line);
        }
      }
    }
    assertThat(lines).isEmpty();
  }

  @Test
  void everyDecisionSaysWhyAndWhatWasRejected() throws IOException {
    List<String> incomplete = new ArrayList<>();
    List<Path> decisions = list(BASE.resolve("docs/adr"), "\\d{4}-[a-z0-9-]+\\.md");
    for (Path decision : decisions) {
      List<String> lines = Files.readAllLines(decision);
      List<String> wanted =
          new ArrayList<>(List.of("## Context", "## Decision", "## Consequences", "## Rejected"));
      List<String> found = new ArrayList<>(lines);
      found.retainAll(wanted);
      String title = "# " + "%04d ".formatted(number(decision));
      if (!found.equals(wanted)
          || !lines.getFirst().startsWith(title)
          || !lines.get(2).matches("(Accepted|Superseded by \\d{4}), \\d{4}-\\d{2}-\\d{2}\\.")) {
        incomplete.add(decision.getFileName().toString());
      }
    }
    assertThat(incomplete).isEmpty();
    for (int i = 0; i < decisions.size(); i++) { // a gap is a page that somebody forgot to add
      assertThat(number(decisions.get(i))).isEqualTo(i + 1);
    }
  }

  private static int number(Path decision) {
    return Integer.parseInt(decision.getFileName().toString().substring(0, 4));
  }

  @Test
  void everyUnreleasedChangeIsAnEntry() throws IOException {
    for (Path entry : list(BASE.resolve("changelog/unreleased"), ".*")) {
      List<String> lines = Files.readAllLines(entry);
      assertThat(lines.getFirst())
          .as(entry.getFileName().toString())
          .matches("(Added|Changed|Fixed|Removed): .+[^.]");
      assertThat(lines.get(1)).isEmpty();
      assertThat(lines.size()).isGreaterThan(2);
    }
  }

  /// The README shows how scripts go wrong. It has to stay true of the coreutils and the SQLite
  /// that people have.
  @Test
  void whatReadmeShowsOfScriptsIsWhatHappens(@TempDir Path directory) throws Exception {
    assumeTrue(isInstalled("sha256sum"), "sha256sum is not installed");
    assumeTrue(isInstalled("sqlite3"), "sqlite3 is not installed");
    List<List<String>> blocks = runnable(BASE.resolve("README.md"));
    assertThat(blocks).hasSize(4);
    for (int i = 0; i < blocks.size(); i++) {
      Path place = Files.createDirectory(directory.resolve(Integer.toString(i)));
      StringBuilder script = new StringBuilder();
      List<String> promised = new ArrayList<>();
      for (String line : blocks.get(i)) {
        if (line.startsWith("$ ") || line.startsWith("> ")) {
          script.append(line.substring(2)).append('\n');
        } else {
          promised.add(line);
        }
      }
      assertThat(run(place, script.toString())).isEqualTo(promised);
    }
  }

  private static List<List<String>> runnable(Path document) throws IOException {
    List<List<String>> blocks = new ArrayList<>();
    List<String> lines = Files.readAllLines(document);
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).equals("<!-- run -->")) {
        blocks.add(
            lines.subList(i + 2, lines.size()).stream()
                .takeWhile(line -> !line.equals("```"))
                .toList());
      }
    }
    return blocks;
  }

  private static List<String> run(Path directory, String script) throws Exception {
    ProcessBuilder builder = new ProcessBuilder("sh", "-s");
    builder.directory(directory.toFile()).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C");
    Process process = builder.start();
    try (var in = process.getOutputStream()) {
      in.write(script.getBytes(UTF_8));
    }
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return output.lines().toList();
  }

  private static boolean isInstalled(String program) {
    return Arrays.stream(System.getenv("PATH").split(":", -1))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }

  private static Set<String> codeOf(String document) throws IOException {
    Set<String> names = new HashSet<>();
    Matcher code = CODE.matcher(withoutBlocks(BASE.resolve(document)));
    while (code.find()) {
      names.add(code.group(1));
    }
    return names;
  }

  private static String withoutBlocks(Path document) throws IOException {
    return Pattern.compile("^```.*?^```", Pattern.MULTILINE | Pattern.DOTALL)
        .matcher(Files.readString(document))
        .replaceAll("");
  }

  private static List<Path> documents() throws IOException {
    List<Path> documents = new ArrayList<>(list(BASE, ".*\\.md"));
    for (String directory : List.of("docs", "changelog")) {
      try (Stream<Path> files = Files.walk(BASE.resolve(directory))) {
        files.filter(file -> file.toString().endsWith(".md")).forEach(documents::add);
      }
    }
    assertThat(documents).hasSizeGreaterThan(5);
    return documents;
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(BASE.resolve("src"))) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    }
  }

  private static List<Path> list(Path directory, String name) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.getFileName().toString().matches(name)).sorted().toList();
    }
  }
}
