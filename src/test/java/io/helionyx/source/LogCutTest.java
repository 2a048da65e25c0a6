package io.helionyx.source;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.helionyx.durable.Disk;
import io.helionyx.durable.Durable;
import io.helionyx.durable.FileStat;
import io.helionyx.durable.HookedDisk;
import io.helionyx.durable.OsDisk;
import io.helionyx.durable.PathNames;
import io.helionyx.durable.Tree.Node;
import io.helionyx.model.Ending;
import io.helionyx.model.Refusal;
import io.helionyx.model.RelPath;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("B6")
final class LogCutTest {
  private static final String LINE = "{}\n";

  @TempDir Path root;
  private int readings;

  private Path day(int day) {
    return root.resolve("2026-02-0" + day + ".jsonl");
  }

  private static void append(Path file, String text) throws IOException {
    Files.writeString(file, text, CREATE, APPEND);
  }

  /// What happens before the nth reading.
  private interface Script {
    void before(int reading) throws IOException;
  }

  private Disk scripted(Script script) {
    return HookedDisk.with((operation, path) -> {
      if (operation.equals("list") && path.equals(root)) {
        script.before(++readings);
      }
    });
  }

  private Cut cut(Disk disk) throws IOException, Refusal {
    return cut(disk, new ManualTime());
  }

  private Cut cut(Disk disk, ManualTime time) throws IOException, Refusal {
    Listing listing =
        new Capture(new Durable(new OsDisk()), time).list(new Place(root, "EVENT_STORE_PATH"));
    return new LogCut(disk, time).take(listing);
  }

  private static Map<String, Long> lengths(Cut cut) {
    Map<String, Long> lengths = new TreeMap<>();
    cut.files().forEach(file -> lengths.put(file.path().toString(), file.length()));
    return lengths;
  }

  @Test
  void aQuietLogIsReadTwiceAndTakenWhole() throws Exception {
    append(day(1), LINE);
    append(day(2), LINE + LINE);
    Files.createDirectories(root.resolve("archive/empty"));
    append(root.resolve("archive/notes.txt"), "no line end");
    Cut cut = cut(scripted(reading -> {}));
    assertThat(readings).isEqualTo(2);
    assertThat(lengths(cut))
        .containsExactly(
            Map.entry("2026-02-01.jsonl", 3L),
            Map.entry("2026-02-02.jsonl", 6L),
            Map.entry("archive/notes.txt", 11L));
    assertThat(cut.directories())
        .extracting(Node::path)
        .containsExactly(RelPath.of("archive"), RelPath.of("archive/empty"));
    assertThat(cut.warnings()).isEmpty();
  }

  @Test
  void whatWasReadBeforeIsLookedIntoAgainOnlyIfItWasTouchedSince() throws Exception {
    append(day(1), LINE);
    append(day(2), LINE);
    OsDisk real = new OsDisk();
    Map<RelPath, FileStat> before =
        Map.of(
            RelPath.of("2026-02-01.jsonl"), real.stat(day(1)).orElseThrow(),
            RelPath.of("2026-02-02.jsonl"), real.stat(day(2)).orElseThrow());
    append(day(2), "half");
    List<Path> opened = new ArrayList<>();
    Disk disk =
        HookedDisk.with((operation, path) -> {
          if (operation.equals("openRead")) {
            opened.add(path);
          }
        });
    ManualTime time = new ManualTime();
    Listing listing =
        new Capture(new Durable(real), time).list(new Place(root, "EVENT_STORE_PATH"));

    Cut cut = new LogCut(disk, time).take(listing, path -> Optional.ofNullable(before.get(path)));

    assertThat(opened).isNotEmpty().containsOnly(day(2));
    assertThat(cut.warnings()).singleElement().asString().contains("unterminated line of 4 bytes");
  }

  @Test
  void oneFileThatGrowsWithoutEndIsNoObstacle() throws Exception {
    append(day(1), LINE);
    append(day(2), LINE);
    Disk disk =
        HookedDisk.with((operation, path) -> {
          if (operation.equals("stat") && path.equals(day(2))) {
            append(day(2), LINE);
          }
        });
    // two readings, the look at the one file by itself, a reading to be sure of the others
    assertThat(lengths(cut(disk)))
        .containsExactly(Map.entry("2026-02-01.jsonl", 3L), Map.entry("2026-02-02.jsonl", 12L));
  }

  @Test
  void twoFilesThatGrowAreReadAgainUntilOneRests() throws Exception {
    append(day(1), LINE);
    append(day(2), LINE);
    Cut cut =
        cut(
            scripted(reading -> {
              if (reading <= 5) {
                append(day(1), LINE);
                append(day(2), LINE);
              }
            }));
    assertThat(readings).isEqualTo(6);
    assertThat(lengths(cut).values()).containsExactly(18L, 18L);
  }

  @Test
  void twoFilesThatGrowWithoutEndAreRefusedByName() throws Exception {
    append(day(1), LINE);
    append(day(2), LINE);
    append(day(3), LINE);
    ManualTime time = new ManualTime();
    Disk disk =
        scripted(reading -> {
          append(day(1), LINE);
          append(day(2), LINE);
        });
    assertThatThrownBy(() -> cut(disk, time))
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> {
              assertThat(refusal.ending()).isEqualTo(Ending.FAILED);
              assertThat(refusal.problem().what())
                  .isEqualTo(
                      "The event log cannot be cut at one instant: more than one file kept changing"
                          + " in "
                          + root
                          + " (EVENT_STORE_PATH):\n  2026-02-01.jsonl\n  2026-02-02.jsonl");
            });
    assertThat(readings).isEqualTo(201);
    assertThat(time.pauses).hasSize(180);
  }

  @Test
  void aFileThatAppearsBetweenTheReadingsMakesThemVoid() throws Exception {
    append(day(1), LINE);
    Cut cut =
        cut(
            scripted(reading -> {
              if (reading == 2) {
                append(day(1), LINE);
                append(day(2), LINE);
              }
            }));
    assertThat(readings).isEqualTo(3);
    assertThat(lengths(cut).values()).containsExactly(6L, 3L);
  }

  @Test
  void aFileThatAppearsAfterTheGrowingOneWasSeenMakesTheReadingsVoid() throws Exception {
    append(day(1), LINE);
    Cut cut =
        cut(
            scripted(reading -> {
              if (reading == 2) {
                append(day(1), LINE);
              }
              if (reading == 3) {
                append(day(2), LINE);
              }
            }));
    assertThat(readings).isEqualTo(4);
    assertThat(lengths(cut).values()).containsExactly(6L, 3L);
  }

  @Test
  void aFileThatShrinksVanishesOrIsReplacedMakesTheReadingsVoid() throws Exception {
    append(day(1), LINE + LINE);
    append(day(2), LINE);
    append(day(3), LINE);
    Cut cut =
        cut(
            scripted(reading -> {
              switch (reading) {
                case 2 -> Files.writeString(day(1), LINE);
                case 3 -> Files.delete(day(2));
                case 4 -> {
                  Files.move(day(3), root.resolve("old"));
                  append(day(3), LINE);
                  Files.delete(root.resolve("old"));
                }
                default -> {}
              }
            }));
    assertThat(readings).isEqualTo(5);
    assertThat(lengths(cut))
        .containsExactly(Map.entry("2026-02-01.jsonl", 3L), Map.entry("2026-02-03.jsonl", 3L));
  }

  @Test
  void aDirectoryThatVanishesUnderTheReadingStartsItAnew() throws Exception {
    append(day(1), LINE);
    Path directory = Files.createDirectory(root.resolve("a"));
    Disk disk =
        HookedDisk.with((operation, path) -> {
          if (operation.equals("list") && path.equals(directory)) {
            Files.delete(directory);
            throw new NoSuchFileException(path.toString());
          }
        });
    assertThat(cut(disk).directories()).isEmpty();
  }

  @Test
  void theGrowingFileIsCutBehindItsLastWholeLine() throws Exception {
    append(day(1), LINE + "{\"half");
    Cut cut =
        cut(
            scripted(reading -> {
              if (reading == 2) {
                append(day(1), " a line");
              }
            }));
    assertThat(lengths(cut).values()).containsExactly(3L);
    assertThat(cut.warnings()).isEmpty();
  }

  @Test
  void aGrowingFileWithoutAnyLineIsCutToNothing() throws Exception {
    append(day(1), "{\"half" + "x".repeat(200_000));
    Cut cut = cut(scripted(reading -> append(day(1), " a line")));
    assertThat(lengths(cut).values()).containsExactly(0L);
  }

  @Test
  void anUnterminatedLineIsWaitedForAndComesInWhole() throws Exception {
    append(day(1), LINE + "{\"half");
    int[] pause = {0};
    ManualTime time =
        new ManualTime(() -> {
          if (++pause[0] == 3) {
            append(day(1), "\":1}\n");
          }
        });
    Cut cut = cut(new OsDisk(), time);
    assertThat(time.pauses).hasSize(3);
    assertThat(lengths(cut).values()).containsExactly(14L);
    assertThat(cut.warnings()).isEmpty();
  }

  @Test
  void anUnterminatedLineThatGrowsIsLeftOutWithoutFurtherWaiting() throws Exception {
    append(day(1), LINE + "{\"half");
    ManualTime time = new ManualTime(() -> append(day(1), "more"));
    Cut cut = cut(new OsDisk(), time);
    assertThat(time.pauses).hasSize(1);
    assertThat(lengths(cut).values()).containsExactly(3L);
  }

  @Test
  void anUnterminatedLineThatStaysIsKeptWithAWarning() throws Exception {
    append(day(1), LINE + "{\"torn");
    append(day(2), LINE);
    ManualTime time = new ManualTime();
    Cut cut = cut(new OsDisk(), time);
    assertThat(time.pauses).hasSize(40);
    assertThat(lengths(cut).values()).containsExactly(9L, 3L);
    assertThat(cut.warnings())
        .containsExactly(
            "events/2026-02-01.jsonl ends in an unterminated line of 6 bytes; it is kept as it"
                + " is.");
  }

  @Test
  void aFileThatIsNoLogMayEndAsItLikes() throws Exception {
    append(root.resolve("index"), "no line end");
    ManualTime time = new ManualTime();
    assertThat(lengths(cut(new OsDisk(), time))).containsExactly(Map.entry("index", 11L));
    assertThat(time.pauses).isEmpty();
  }

  @Tag("B2")
  @Test
  void envFilesAreLeftOutAndNamed() throws Exception {
    Path below = Files.createDirectories(root.resolve("a/.env.d"));
    append(root.resolve(".env"), "OPENAI_API_KEY=sk");
    append(below.resolve(".env.live.bak"), "OPENAI_API_KEY=sk");
    Files.createSymbolicLink(root.resolve("a/.env"), Path.of("/nowhere"));
    append(below.resolve("env"), "x");
    Cut cut = cut(new OsDisk());
    assertThat(cut.withheld())
        .containsExactly(
            RelPath.of(".env"), RelPath.of("a/.env"), RelPath.of("a/.env.d/.env.live.bak"));
    assertThat(lengths(cut).keySet()).containsExactly("a/.env.d/env");
  }

  @Tag("B4")
  @Test
  void whatIsNoRegularFileIsRefusedAndEachIsNamed() throws Exception {
    Files.createSymbolicLink(root.resolve("link\n.jsonl"), day(1));
    Process mkfifo = new ProcessBuilder("mkfifo", root.resolve("pipe").toString()).start();
    assertThat(mkfifo.waitFor()).isZero();
    try (var socket =
        java.nio.channels.ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
      assertThat(socket.bind(java.net.UnixDomainSocketAddress.of(root.resolve("socket"))))
          .isNotNull();
      assertThatThrownBy(() -> cut(new OsDisk()))
          .isInstanceOfSatisfying(
              Refusal.class,
              refusal -> {
                assertThat(refusal.ending()).isEqualTo(Ending.FAILED);
                assertThat(refusal.problem().what())
                    .endsWith(
                        "also holds:\n  link%0A.jsonl: symbolic link\n  pipe: pipe\n  socket:"
                            + " socket");
              });
    }
  }

  @Tag("B9")
  @Test
  void aMissingEventStoreIsNamedWithItsSetting() {
    root = root.resolve("gone");
    assertThatThrownBy(() -> cut(new OsDisk()))
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> {
              assertThat(refusal.ending()).isEqualTo(Ending.USAGE);
              assertThat(refusal.problem().text())
                  .isEqualTo(
                      "EVENT_STORE_PATH: there is no directory "
                          + root
                          + ".\n"
                          + "Nothing was changed and no backup was made.\n"
                          + "Set EVENT_STORE_PATH in .env, or in the environment of this command,"
                          + " to where the application keeps its data; `doctor` looks at all"
                          + " settings.");
            });
  }

  @Tag("B7")
  @Test
  void aLogThatCannotBeReadIsRefusedByName() throws Exception {
    append(day(1), LINE);
    append(day(2), LINE);
    Disk disk =
        HookedDisk.with((operation, path) -> {
          if (operation.equals("openRead") && path.equals(day(2))) {
            throw new AccessDeniedException(path.toString());
          }
        });
    assertThatThrownBy(() -> cut(disk))
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal ->
                assertThat(refusal.problem().what())
                    .endsWith(":\n  2026-02-02.jsonl: permission denied"));
  }

  @Test
  void lostAndFoundAtTheTopIsNotPartOfTheLog() throws Exception {
    Path directory = Files.createDirectory(root.resolve("lost+found"));
    append(directory.resolve("#1"), "x");
    assumeTrue(Files.getAttribute(directory, "unix:uid").equals(0));
    Cut cut = cut(new OsDisk());
    assertThat(cut.files()).isEmpty();
    assertThat(cut.directories()).isEmpty();
  }

  @Test
  void databasesInTheEventStoreAreNoPartOfTheCutAndDoNotDisturbIt() throws Exception {
    append(day(1), LINE);
    Path database = root.resolve("seen.db");
    Files.writeString(database, "SQLite format 3\0" + "x".repeat(100));
    Cut cut =
        cut(
            scripted(reading -> {
              append(root.resolve("seen.db-wal"), "x"); // and day 1 grows too
              append(database, "x");
              append(day(1), LINE);
            }));
    assertThat(lengths(cut).keySet()).containsExactly("2026-02-01.jsonl");
    assertThat(readings).isEqualTo(3);
  }

  @Test
  void aDatabaseThatAppearsAfterTheDatabasesWereTakenIsRefused() throws Exception {
    append(day(1), LINE);
    Disk disk =
        scripted(reading -> {
          if (reading == 1) {
            Files.writeString(root.resolve("new.db"), "SQLite format 3\0");
          }
        });
    assertThatThrownBy(() -> cut(disk))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("A database appeared while the backup ran")
        .hasMessageContaining("new.db");
  }

  @Test
  void namesAreBytes() throws Exception {
    RelPath odd = new RelPath("\u00ff\n.jsonl");
    Files.writeString(PathNames.resolve(root, odd), LINE + "{");
    Cut cut = cut(new OsDisk());
    assertThat(cut.files()).extracting(Cut.File::path).isEqualTo(List.of(odd));
    assertThat(cut.warnings().getFirst()).startsWith("events/%FF%0A.jsonl ends");
  }
}
