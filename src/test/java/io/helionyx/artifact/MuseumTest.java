package io.helionyx.artifact;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.artifact.Artifact.Expected;
import io.helionyx.artifact.Artifact.Legacy;
import io.helionyx.durable.FastTemp;
import io.helionyx.durable.PathNames;
import io.helionyx.model.BackupId;
import io.helionyx.model.Ending;
import io.helionyx.model.Environment;
import io.helionyx.model.RelPath;
import io.helionyx.model.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One artifact for each way to be wrong, each with the complete list of what is found. They are
/// built here and not kept, since no version control can hold links, pipes, and names that are no
/// UTF-8.
@Tag("C3")
class MuseumTest {
  private static final String LOG = "events/2026-02-11.jsonl";
  private static final String LEFTOVER_CURE =
      ": somebody opened projections/helionyx.db inside the artifact with a program that writes"
          + " beside it. Move the files helionyx.db-wal, -shm and -journal that the manifest does"
          + " not list out of the artifact, then verify again; next time open a copy, or with"
          + " immutable=1";

  @TempDir(factory = FastTemp.class)
  Path temp;

  private Artifact artifact;

  @BeforeEach
  void buildAGoodOne() throws Exception {
    artifact = Sample.build(temp);
  }

  private Path at(String path) {
    return Sample.at(artifact, path);
  }

  private void found(String... lines) {
    List<Finding> findings = artifact.check(Expected.ANYTHING, Progress.NONE);
    assertThat(Sample.lines(findings)).containsExactly(lines);
    assertThat(Finding.ending(findings)).isEqualTo(Ending.INTEGRITY);
  }

  private void edit(String file, UnaryOperator<String> change) throws IOException {
    Files.write(
        at(file), change.apply(Files.readString(at(file), ISO_8859_1)).getBytes(ISO_8859_1));
  }

  private void append(String file, String text) throws IOException {
    edit(file, old -> old + text);
  }

  private static String line(String content, String path) {
    return Sha256.hash(content.getBytes(UTF_8)) + "  " + path + "\n";
  }

  private static String altered(String path, String was, String is) {
    return "altered   "
        + path
        + ": promised "
        + Sha256.hash(was.getBytes(UTF_8))
        + ", found "
        + Sha256.hash(is.getBytes(UTF_8));
  }

  @Test
  void aManifestThatLostItsEnd() throws Exception {
    edit("manifest.sha256", old -> old.substring(0, old.indexOf("./events/old") + 8));

    found(
        "malformed manifest.sha256 line 3: the manifest ends without a newline, so its end may be"
            + " lost: \""
            + Sha256.hash("{\"n\":0}\n".getBytes(UTF_8))
            + "  ./events\"",
        "irregular events: a directory, not a regular file",
        "unlisted  events/old/2025.jsonl",
        "unlisted  meta.json",
        "unlisted  projections/helionyx.db",
        "seal      meta.json counted 3 files when it was made, found 1",
        "seal      meta.json counted 42 bytes when it was made, found 16");
  }

  @Test
  void aManifestWithHalfALine() throws Exception {
    edit("manifest.sha256", old -> old.replaceFirst("(?m)^.{40}(.*old/2025.jsonl)$", "$1"));

    String half = line("{\"n\":0}\n", "./events/old/2025.jsonl").substring(40).strip();
    found(
        "malformed manifest.sha256 line 3: does not begin with 64 hexadecimal digits: \""
            + half
            + "\"",
        "unlisted  events/old/2025.jsonl",
        "seal      meta.json counted 3 files when it was made, found 2",
        "seal      meta.json counted 42 bytes when it was made, found 34");
  }

  @Test
  void aManifestThatOnlyLostItsLastNewline() throws Exception {
    edit("manifest.sha256", String::strip);

    found(
        "malformed manifest.sha256 line 5: the manifest ends without a newline, so its end may be"
            + " lost: \""
            + line("SQLite, as it were", "./projections/helionyx.db").strip()
            + "\"");
  }

  @Test
  void linesThatWereLostTogetherWithTheirFilesBreakTheSealOnly() throws Exception {
    Files.delete(at("events/old/2025.jsonl"));
    Sample.relist(artifact);

    assertThat(Sample.sha256sumAccepts(artifact)).isTrue();
    found(
        "seal      meta.json counted 3 files when it was made, found 2",
        "seal      meta.json counted 42 bytes when it was made, found 34");
  }

  @Test
  void anEmptyDirectoryThatWasLostBreaksTheSealOnly() throws Exception {
    Files.delete(at("events/none"));

    assertThat(Sample.sha256sumAccepts(artifact)).isTrue();
    found("seal      meta.json counted 2 directories when it was made, found 1");
  }

  @Test
  void anEmptyDirectoryMore() throws Exception {
    Path more = Files.createDirectory(at("projections/more"));

    assertThat(more).exists();
    found("seal      meta.json counted 2 directories when it was made, found 3");
  }

  @Test
  void aFileMore() throws Exception {
    Files.writeString(at("events/2026-02-20.jsonl"), "{}\n");

    assertThat(Sample.sha256sumAccepts(artifact)).isTrue();
    found("unlisted  events/2026-02-20.jsonl");
  }

  @Test
  void aNestedManifestThatIsNotListed() throws Exception {
    Files.writeString(at("events/manifest.sha256"), "");

    found("unlisted  events/manifest.sha256");
  }

  @Test
  void namesMoreAtTheTop() throws Exception {
    Files.createDirectories(at("notes/deep"));
    Files.writeString(at("notes/deep/a.txt"), "a");
    Files.writeString(at("README"), "hello");

    found(
        "extra     README: no artifact has this name at its top",
        "extra     notes: no artifact has this name at its top");
  }

  @Test
  void aListedFileMoreAtTheTop() throws Exception {
    Files.writeString(at("README"), "hello");
    Sample.relist(artifact);

    assertThat(Sample.sha256sumAccepts(artifact)).isTrue();
    found("extra     README: no artifact has this name at its top");
  }

  @Test
  void aChangedByte() throws Exception {
    Files.writeString(at(LOG), "{\"n\":1}\n{\"n\":3}\n");

    assertThat(artifact.structure(Expected.ANYTHING).findings()).isEmpty();
    found(altered(LOG, "{\"n\":1}\n{\"n\":2}\n", "{\"n\":1}\n{\"n\":3}\n"));
  }

  @Test
  void everyChangedFileIsNamedAndNotOnlyTheFirst() throws Exception {
    Files.writeString(at(LOG), "");
    Files.writeString(at("projections/helionyx.db"), "SQLite, as it is.");

    found(
        "seal      meta.json counted 42 bytes when it was made, found 25",
        altered(LOG, "{\"n\":1}\n{\"n\":2}\n", ""),
        altered("projections/helionyx.db", "SQLite, as it were", "SQLite, as it is."));
  }

  @Test
  void aChangedName() throws Exception {
    Path moved = Files.move(at(LOG), at("events/2026-02-12.jsonl"));

    assertThat(moved).exists();
    found(
        "missing   events/2026-02-11.jsonl",
        "unlisted  events/2026-02-12.jsonl",
        "seal      meta.json counted 42 bytes when it was made, found 26");
  }

  @Test
  void aNameThatCouldFakeAnAnswerIsPrintedHarmlessly() throws Exception {
    RelPath name = RelPath.ofBytes("events/\r\u001b[2Kok \377".getBytes(ISO_8859_1));
    Files.writeString(PathNames.resolve(artifact.directory(), name), "");

    found("unlisted  events/%0D%1B[2Kok %FF");
  }

  @Test
  void aLinkInPlaceOfAFile() throws Exception {
    Files.delete(at(LOG));
    Path outside = Files.writeString(temp.resolve("outside"), "{\"n\":1}\n{\"n\":2}\n");
    assertThat(Files.createSymbolicLink(at(LOG), outside)).exists();

    assertThat(Sample.sha256sumAccepts(artifact)).isTrue();
    found(
        "irregular events/2026-02-11.jsonl: a symbolic link, not a regular file",
        "seal      meta.json counted 42 bytes when it was made, found 26");
  }

  @Test
  void aLinkThatTheManifestDoesNotList() throws Exception {
    assertThat(Files.createSymbolicLink(at("events/x"), temp.resolve("nowhere"))).isNotNull();

    found("irregular events/x: a symbolic link, not a regular file");
  }

  @Test
  void aLinkInPlaceOfADirectory() throws Exception {
    Path moved = Files.move(at("events"), temp.resolve("elsewhere"));
    assertThat(Files.createSymbolicLink(at("events"), moved)).exists();

    assertThat(Sample.sha256sumAccepts(artifact)).isTrue();
    found(
        "missing   events/: a symbolic link has its name",
        "missing   events/2026-02-11.jsonl",
        "missing   events/old/2025.jsonl",
        "seal      meta.json counted 42 bytes when it was made, found 18",
        "seal      meta.json counted 2 directories when it was made, found 0");
  }

  @Test
  void anArtifactThatIsItselfALink() throws Exception {
    Path moved = Files.move(artifact.directory(), temp.resolve("elsewhere"));
    assertThat(Files.createSymbolicLink(artifact.directory(), moved)).exists();

    found("missing   20260211T201530Z: a symbolic link has its name");
  }

  @Test
  void anArtifactThatIsNotThere() {
    artifact = Artifact.at(Sample.DURABLE, temp.resolve("20260212T000000Z"), Sample.ID);

    found("missing   20260212T000000Z");
  }

  @Test
  void aPipeIsNamedAndNeverOpened() throws Exception {
    Files.delete(at(LOG));
    assertThat(new ProcessBuilder("mkfifo", at(LOG).toString()).start().waitFor()).isZero();

    found(
        "irregular events/2026-02-11.jsonl: a socket, pipe or device, not a regular file",
        "seal      meta.json counted 42 bytes when it was made, found 26");
  }

  @Test
  void aManifestThatLeadsOutOfTheArtifact() throws Exception {
    Files.writeString(temp.resolve("outside"), "x");
    append("manifest.sha256", line("x", "./../outside") + line("x", temp + "/outside"));

    assertThat(Sample.sha256sumAccepts(artifact)).isTrue();
    String digest = Sha256.hash("x".getBytes(UTF_8)).hex();
    String absolute = digest + "  " + temp + "/outside";
    found(
        "malformed manifest.sha256 line 6: '..' in the path: \"" + digest + "  ./../outside\"",
        "malformed manifest.sha256 line 7: absolute path: \""
            + (absolute.length() > 100 ? absolute.substring(0, 100) + "…" : absolute)
            + "\"");
  }

  @Test
  void aFileThatIsListedTwice() throws Exception {
    append("manifest.sha256", line("SQLite, as it were", "projections/helionyx.db"));

    assertThat(Sample.sha256sumAccepts(artifact)).isTrue();
    found("duplicate projections/helionyx.db: manifest.sha256 lists it again in line 6");
  }

  @Test
  void aManifestThatListsADirectory() throws Exception {
    append("manifest.sha256", line("", "./events/none"));

    found(
        "irregular events/none: a directory, not a regular file",
        "seal      meta.json counted 3 files when it was made, found 4");
  }

  @Test
  void aManifestFromWindows() throws Exception {
    edit("manifest.sha256", old -> old.replace("\n", "\r\n"));

    List<Finding> findings = artifact.structure(Expected.ANYTHING).findings();
    assertThat(findings).hasSize(5);
    assertThat(findings)
        .allSatisfy(finding -> assertThat(finding.line()).contains(": ends in CR LF: \""));
  }

  @Test
  void documentsThatTheManifestDoesNotList() throws Exception {
    edit("manifest.sha256", old -> old.replaceAll("(?m)^.*json\n", ""));
    edit("meta.json", old -> old.replace("0.1.0", "0.1.1"));

    assertThat(Sample.sha256sumAccepts(artifact)).isTrue();
    found("unlisted  config.json", "unlisted  meta.json");
  }

  @Test
  void anEmptyManifest() throws Exception {
    Files.writeString(at("manifest.sha256"), "");

    found("document  manifest.sha256: is empty");
  }

  @Test
  void nothingAtAll() throws Exception {
    artifact = Artifact.at(Sample.DURABLE, temp.resolve("20260212T000000Z"), Sample.ID);
    Path made = Files.createDirectory(artifact.directory());

    assertThat(made).exists();
    found(
        "missing   meta.json",
        "missing   config.json",
        "missing   events/",
        "missing   projections/",
        "missing   manifest.sha256");
  }

  @Test
  void aMissingManifest() throws Exception {
    Files.delete(at("manifest.sha256"));

    found("missing   manifest.sha256");
  }

  @Test
  void aManifestThatIsADirectory() throws Exception {
    Files.delete(at("manifest.sha256"));
    assertThat(Files.createDirectory(at("manifest.sha256"))).exists();

    found("missing   manifest.sha256: a directory has its name");
  }

  @Test
  void missingDocuments() throws Exception {
    Files.delete(at("meta.json"));
    Files.delete(at("config.json"));

    found("missing   meta.json", "missing   config.json");
  }

  @Test
  void legacyForgivesDocumentsThatWereNeverThereAndNothingElse() throws Exception {
    Files.delete(at("meta.json"));
    Files.delete(at("config.json"));
    Expected legacy = new Expected(Optional.empty(), Legacy.ACCEPTED);

    assertThat(Sample.lines(artifact.check(legacy, Progress.NONE)))
        .containsExactly("missing   config.json", "missing   meta.json");
    Sample.relist(artifact);
    assertThat(artifact.check(legacy, Progress.NONE)).isEmpty();
    Files.writeString(at("events/new"), "");
    assertThat(Sample.lines(artifact.check(legacy, Progress.NONE)))
        .containsExactly("unlisted  events/new");
  }

  @Test
  void metaOfAnotherEnvironment() {
    Expected live = new Expected(Optional.of(Environment.LIVE), Legacy.REFUSED);

    List<Finding> findings = artifact.check(live, Progress.NONE);
    assertThat(Sample.lines(findings))
        .containsExactly("env       meta.json says that this is of dev, not of live");
    assertThat(Finding.ending(findings)).isEqualTo(Ending.ENVIRONMENT);
  }

  @Test
  void damageOutweighsAnotherEnvironment() throws Exception {
    Files.writeString(at("events/new"), "");
    Expected live = new Expected(Optional.of(Environment.LIVE), Legacy.REFUSED);

    assertThat(Finding.ending(artifact.check(live, Progress.NONE))).isEqualTo(Ending.INTEGRITY);
  }

  @Test
  void aDirectoryThatWasRenamed() throws Exception {
    BackupId other = BackupId.parse("20260212T000000Z");
    Path moved = Files.move(artifact.directory(), temp.resolve(other.toString()));
    artifact = Artifact.at(Sample.DURABLE, moved, other);

    found(
        "id        meta.json says that this is 20260211T201530Z, its directory is named"
            + " 20260212T000000Z");
  }

  @Test
  void aMetaThatIsNotJson() throws Exception {
    edit("meta.json", old -> old.replace("\"env\": \"dev\"", "\"env\": dev"));
    Sample.relist(artifact);

    found(
        "document  meta.json: is not JSON: Unrecognized token 'dev': was expecting (JSON String,"
            + " Number, Array, Object or token 'null', 'true' or 'false') (line 10, column 10)");
  }

  @Test
  void anEmptyMetaAndAnEmptyConfig() throws Exception {
    Files.writeString(at("meta.json"), "");
    Files.writeString(at("config.json"), "");
    Sample.relist(artifact);

    found("document  meta.json: is empty", "document  config.json: is empty");
  }

  @Test
  void aMetaWithEverythingWrong() throws Exception {
    Files.writeString(
        at("meta.json"),
        """
        {"format_version": 1, "env": "prod", "created_at_utc": 5, "kind": "copy",
         "databases": [{"path": "../x", "state": "snapshot"}, 7], "warnings": "none",
         "event_count": -1, "event_log_bytes": 1.5, "event_log_files": 1,
         "seal": {"files": 99999999999999999999, "bytes": 0},
         "source_attributes": {"files": {"mode": 640, "uid": 0, "gid": 0},
           "exceptions": {"events/\\u001b": {"mode": "0640", "uid": -1, "gid": 0}, "/abs": []}}}
        """);
    Sample.relist(artifact);

    found(
        "document  meta.json: env has a value that is not valid",
        "document  meta.json: backup_id is missing",
        "document  meta.json: created_at_utc is not a text",
        "document  meta.json: tool_version is missing",
        "document  meta.json: kind has a value that is not valid",
        "document  meta.json: event_count is not an integer from 0 on",
        "document  meta.json: event_log_bytes is not an integer from 0 on",
        "document  meta.json: databases[1] is not an object",
        "document  meta.json: databases[0].path has a value that is not valid",
        "document  meta.json: warnings is not a list",
        "document  meta.json: seal.files is not an integer from 0 on",
        "document  meta.json: seal.directories is missing",
        "document  meta.json: source_attributes.exceptions.events/%1B.uid is not an integer from 0"
            + " to 4294967295",
        "document  meta.json: source_attributes.exceptions./abs is not an object",
        "document  meta.json: source_attributes.exceptions./abs is not a path",
        "document  meta.json: source_attributes.files.mode is not a text");
  }

  @Test
  void aFormatOfTheFuture() throws Exception {
    edit("meta.json", old -> old.replace("\"format_version\": 1", "\"format_version\": 2"));
    Sample.relist(artifact);

    found(
        "format    meta.json has format_version 2, this program knows 1 at most: use the version"
            + " that made it, or a later one");
  }

  @Test
  void aConfigWithOneKeyTooMany() throws Exception {
    edit("config.json", old -> old.replace("{", "{\"OPENAI_API_KEY\": \"sk-1\","));
    Sample.relist(artifact);

    found("document  config.json: OPENAI_API_KEY is not one of the six settings");
  }

  @Test
  void aConfigWithWrongTypes() throws Exception {
    Files.writeString(
        at("config.json"), "{\"ENV\":\"qa\",\"API_PORT\":\"8000\",\"API_HOST\":null}");
    Sample.relist(artifact);

    found(
        "document  config.json: ENV has a value that is not valid",
        "document  config.json: EVENT_STORE_PATH is missing",
        "document  config.json: PROJECTIONS_DB_PATH is missing",
        "document  config.json: API_HOST is missing",
        "document  config.json: LOG_LEVEL is missing",
        "document  config.json: API_PORT is not an integer from -2147483648 to 2147483647");
  }

  @Test
  @Tag("B6")
  void filesThatACuriousReaderLeft() throws Exception {
    Files.writeString(at("projections/helionyx.db-wal"), "");
    Files.writeString(at("projections/helionyx.db-shm"), "index");

    found(
        "leftover  projections/helionyx.db-shm" + LEFTOVER_CURE,
        "leftover  projections/helionyx.db-wal" + LEFTOVER_CURE);
  }

  @Test
  void manyFindingsAreAllListed() throws Exception {
    for (int i = 0; i < 500; i++) {
      Files.writeString(at("events/extra-" + i), "");
    }

    assertThat(artifact.check(Expected.ANYTHING, Progress.NONE)).hasSize(500);
  }

  @Test
  void whatIsFoundIsInTheOrderOfThePaths() throws Exception {
    Files.createDirectory(at("events/a"));
    Files.writeString(at("events/a/x"), "");
    Files.writeString(at("events/a.b"), "");

    found(
        "unlisted  events/a.b",
        "unlisted  events/a/x",
        "seal      meta.json counted 2 directories when it was made, found 3");
  }

  @Test
  void theEnvironmentThatIsExpectedIsTheRightOne() {
    assertThat(
            artifact.check(
                new Expected(Optional.of(Environment.DEV), Legacy.REFUSED), Progress.NONE))
        .isEmpty();
  }

  @Test
  void aDocumentIsReadUpToItsLimit() throws Exception {
    makeLong("meta.json", Json.LIMIT);
    assertThat(Sample.check(artifact).toString()).doesNotContain("has more than");
    makeLong("meta.json", Json.LIMIT + 1L);
    assertThat(Sample.check(artifact).toString())
        .contains("meta.json: has more than 67108864 bytes");
    makeLong("manifest.sha256", Json.LIMIT + 1L);
    assertThat(Sample.check(artifact).toString()).doesNotContain("manifest.sha256: has more");
    makeLong("manifest.sha256", Manifest.LIMIT + 1L);
    assertThat(Sample.check(artifact).toString())
        .contains("manifest.sha256: has more than 268435456 bytes");
  }

  private void makeLong(String file, long bytes) throws IOException {
    try (var channel = java.nio.channels.FileChannel.open(at(file), WRITE)) {
      int written = channel.write(java.nio.ByteBuffer.wrap(new byte[] {' '}), bytes - 1);
      assertThat(written).isOne(); // all before it is a hole
    }
  }
}
