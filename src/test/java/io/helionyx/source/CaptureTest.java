package io.helionyx.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helionyx.durable.Disk;
import io.helionyx.durable.Durable;
import io.helionyx.durable.HookedDisk;
import io.helionyx.durable.OsDisk;
import io.helionyx.durable.PathNames;
import io.helionyx.durable.Tree.Node;
import io.helionyx.model.Ending;
import io.helionyx.model.Refusal;
import io.helionyx.model.RelPath;
import io.helionyx.model.Sha256;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("B1")
final class CaptureTest {
  private static final String SQLITE = "SQLite format 3\0";
  private static final RelPath NOTES = RelPath.of("notes.txt");

  @TempDir Path temp;
  private final ManualTime time = new ManualTime();
  private Path root;
  private Path target;
  private Place place;

  @BeforeEach
  void directories() throws IOException {
    root = Files.createDirectory(temp.resolve("projections"));
    target = temp.resolve("target");
    place = new Place(root, "PROJECTIONS_DB_PATH");
  }

  private Capture capture(Disk disk) {
    return new Capture(new Durable(disk), time);
  }

  private Node notes() throws IOException {
    return new Node(NOTES, new OsDisk().stat(root.resolve("notes.txt")).orElseThrow());
  }

  private void write(String text, String time) throws IOException {
    Files.writeString(root.resolve("notes.txt"), text);
    Files.setLastModifiedTime(root.resolve("notes.txt"), FileTime.from(Instant.parse(time)));
  }

  @Test
  void filesAreSortedByHowTheyAreTaken() throws Exception {
    Files.createDirectories(root.resolve("b/empty"));
    for (String name : List.of("app", "b/nested.sqlite3", "b/app.db-wal")) {
      Files.writeString(root.resolve(name), SQLITE + "x".repeat(100));
    }
    for (String name :
        List.of(
            "app-wal",
            "app-shm",
            "app-journal",
            "app-walk",
            "b/x-wal",
            "b/nested.sqlite3-wal",
            "named.db",
            ".env")) {
      Files.writeString(root.resolve(name), "plain");
    }
    Listing listing = capture(new OsDisk()).list(place);
    assertThat(listing.databases())
        .extracting(database -> database.path().toString())
        .containsExactly("app", "b/app.db-wal", "b/nested.sqlite3");
    assertThat(listing.databases().getFirst().companions())
        .extracting(node -> node.path().toString())
        .containsExactly("app-journal", "app-shm", "app-wal");
    assertThat(listing.databases().getLast().companions()).hasSize(1);
    assertThat(listing.files())
        .extracting(node -> node.path().toString())
        .containsExactly("app-walk", "b/x-wal", "named.db");
    assertThat(listing.directories())
        .extracting(node -> node.path().toString())
        .containsExactly("b", "b/empty");
    assertThat(listing.withheld()).containsExactly(RelPath.of(".env"));
    assertThat(listing.root()).isEqualTo(new OsDisk().stat(root).orElseThrow());
  }

  @Tag("B4")
  @Test
  void thePlaceItselfMayBeALink() throws Exception {
    write("x", "2026-02-13T10:00:00Z");
    Path link = Files.createSymbolicLink(temp.resolve("link"), root);
    Listing listing = capture(new OsDisk()).list(new Place(link, "PROJECTIONS_DB_PATH"));
    assertThat(listing.files()).hasSize(1);
    assertThat(listing.root().isDirectory()).isTrue();
  }

  @Tag("B7")
  @Test
  void everyFileThatCannotBeReadIsNamedBeforeAnythingIsCopied() throws Exception {
    write("x", "2026-02-13T10:00:00Z");
    Files.writeString(root.resolve("also"), "x");
    Disk disk =
        HookedDisk.with((operation, path) -> {
          if (operation.equals("openRead")) {
            throw new AccessDeniedException(path.toString());
          }
        });
    assertThatThrownBy(() -> capture(disk).list(place))
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> {
              assertThat(refusal.ending()).isEqualTo(Ending.FAILED);
              assertThat(refusal.problem().what())
                  .isEqualTo(
                      "Cannot read what lies in "
                          + root
                          + " (PROJECTIONS_DB_PATH):\n"
                          + "  also: permission denied\n"
                          + "  notes.txt: permission denied");
            });
  }

  @Tag("B7")
  @Test
  void aDirectoryThatCannotBeReadIsNamed() throws Exception {
    Path closed = Files.createDirectory(root.resolve("closed"));
    Disk disk =
        HookedDisk.with((operation, path) -> {
          if (operation.equals("list") && path.equals(closed)) {
            throw new AccessDeniedException(path.toString());
          }
        });
    assertThatThrownBy(() -> capture(disk).list(place))
        .isInstanceOf(Refusal.class)
        .hasMessageEndingWith(":\n  " + closed + ": permission denied");
  }

  @Test
  void aFileIsCopiedWithTheAttributesOfTheStateThatWasCopied() throws Exception {
    write("first", "2026-02-13T10:00:00Z");
    Node listed = notes();
    write("second", "2026-02-13T11:00:00Z");
    Capture.Copied copied = capture(new OsDisk()).copy(place, listed, target).orElseThrow();
    assertThat(target).hasContent("second");
    assertThat(copied.stat()).isEqualTo(notes().stat());
    assertThat(copied.content().sha256()).isEqualTo(Sha256.hash("second".getBytes(UTF_8)));
    assertThat(time.pauses).isEmpty();
  }

  @Test
  void aFileThatChangesWhileItIsCopiedIsCopiedAgain() throws Exception {
    write("first", "2026-02-13T10:00:00Z");
    int[] opened = {0};
    Disk disk =
        HookedDisk.with((operation, path) -> {
          if (operation.equals("create") && opened[0]++ == 0) {
            write("later", "2026-02-13T11:00:00Z");
          }
        });
    Capture.Copied copied = capture(disk).copy(place, notes(), target).orElseThrow();
    assertThat(target).hasContent("later");
    assertThat(copied.stat()).isEqualTo(notes().stat());
    assertThat(time.pauses).hasSize(1);
  }

  @Test
  void aChangeWithinOneTickOfTheClockIsSeenToo() throws Exception {
    String now = "2026-02-13T12:00:00Z";
    write("first", now);
    int[] opened = {0};
    Disk disk =
        HookedDisk.with((operation, path) -> {
          if (operation.equals("openRead") && opened[0]++ == 1) {
            write("other", now); // same size, same time: only the bytes tell
          }
        });
    assertThat(capture(disk).copy(place, notes(), target)).isPresent();
    assertThat(target).hasContent("other");
  }

  @Test
  void aFileThatShrinksWhileItIsCopiedIsCopiedAgain() throws Exception {
    write("long content", "2026-02-13T10:00:00Z");
    int[] opened = {0};
    Disk disk =
        HookedDisk.with((operation, path) -> {
          if (operation.equals("openRead") && opened[0]++ == 0) {
            write("short", "2026-02-13T11:00:00Z");
          }
        });
    assertThat(capture(disk).copy(place, notes(), target)).isPresent();
    assertThat(target).hasContent("short");
  }

  @Test
  void aFileThatIsGoneIsNoPartOfTheBackup() throws Exception {
    write("first", "2026-02-13T10:00:00Z");
    Node listed = notes();
    Disk disk =
        HookedDisk.with((operation, path) -> {
          if (operation.equals("openRead")) {
            Files.deleteIfExists(path);
          }
        });
    assertThat(capture(disk).copy(place, listed, target)).isEqualTo(Optional.empty());
    assertThat(target).doesNotExist();
  }

  @Test
  void aFileThatNeverRestsIsRefused() throws Exception {
    write("first", "2026-02-13T10:00:00Z");
    Disk disk =
        HookedDisk.with((operation, path) -> {
          if (operation.equals("openRead")) {
            Files.writeString(path, "x" + Files.readString(path));
          }
        });
    assertThatThrownBy(() -> capture(disk).copy(place, notes(), target))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("A file changes while it is copied")
        .hasMessageContaining("notes.txt");
    assertThat(target).doesNotExist();
    assertThat(time.pauses).hasSize(19);
  }

  @Tag("B6")
  @Test
  void ofALogFileTheBytesOfTheCutAreCopiedThoughItGrows() throws Exception {
    Path log = root.resolve("a.jsonl");
    Files.writeString(log, "{}\n");
    Disk disk = new OsDisk();
    Cut cut = new LogCut(disk, time).take(capture(disk).list(place));
    Files.writeString(log, "{}\n{}\n");
    Capture.Copied copied = capture(disk).copy(cut, cut.files().getFirst(), target);
    assertThat(target).hasContent("{}\n");
    assertThat(copied.content().bytes()).isEqualTo(3);
  }

  @Tag("B6")
  @Test
  void aLogFileThatIsRotatedAwayAfterTheCutIsRefused() throws Exception {
    Path log = root.resolve("a.jsonl");
    Files.writeString(log, "{}\n");
    Disk disk = new OsDisk();
    Cut cut = new LogCut(disk, time).take(capture(disk).list(place));
    Cut.File file = cut.files().getFirst();
    Path moved = Files.move(log, root.resolve("a.1.jsonl"));
    assertThatThrownBy(() -> capture(disk).copy(cut, file, target))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("removed, replaced or shortened while the backup ran");
    Files.writeString(log, "[]\n");
    assertThatThrownBy(() -> capture(disk).copy(cut, file, temp.resolve("target2")))
        .isInstanceOf(Refusal.class);
    Files.delete(log);
    Files.move(moved, log);
    Files.writeString(log, "{");
    assertThatThrownBy(() -> capture(disk).copy(cut, file, temp.resolve("target3")))
        .isInstanceOf(Refusal.class);
  }

  /// The whole sequence on a reference environment, which is as it was after it.
  @Tag("B6")
  @Test
  void aWholeCaptureLeavesTheEnvironmentAsItWas() throws Exception {
    Path environment = Directories.environment("small-wal", temp);
    Map<String, String> before = Directories.look(environment);
    Durable durable = new Durable(new OsDisk());
    Capture capture = new Capture(durable, time);
    Listing projections =
        capture.list(new Place(environment.resolve("projections"), "PROJECTIONS_DB_PATH"));
    Listing events = capture.list(new Place(environment.resolve("events"), "EVENT_STORE_PATH"));
    assertThat(projections.files()).isEmpty();
    Path database =
        PathNames.resolve(
            projections.place().directory(), projections.databases().getFirst().path());
    assertThat(new SqliteSnapshot(durable).take(database, target, temp.resolve("scratch")))
        .isInstanceOf(Snapshot.Taken.class);
    Cut cut = new LogCut(durable.disk(), time).take(events);
    assertThat(EventLog.scan(durable, cut.place().directory(), cut.log(), EventLog.Fields.DEFAULT))
        .isEqualTo(EventLog.scan(durable, cut.place().directory(), EventLog.Fields.DEFAULT));
    assertThat(Directories.look(environment)).isEqualTo(before);
  }
}
