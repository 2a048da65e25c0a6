package io.helionyx.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What makes the program start fast is left out where it does not fit, and nobody notices but by
/// the time it takes. The Java virtual machine would run what is in a cache whatever became of the
/// jar, so the launcher has to know.
class StartIT {
  @TempDir Path temporary;
  private Checkout checkout;

  @BeforeEach
  void make() throws Exception {
    checkout = Checkout.at(temporary.resolve("checkout"));
  }

  private Path target(String name) {
    return checkout.directory().resolve("target").resolve(name);
  }

  private List<Path> caches() throws IOException {
    try (var files = Files.list(target("start"))) {
      return files.sorted().toList();
    }
  }

  /// Whether commands start from a cache: the Java virtual machine says where it took a class from.
  private boolean usesACache() throws Exception {
    return usesACache("list");
  }

  private boolean usesACache(String command) throws Exception {
    Cli.Outcome outcome =
        checkout.shell(
            "export JDK_JAVA_OPTIONS='-Xlog:class+load:file=load.txt'; bin/helionyx "
                + command
                + "; grep -c 'helionyx.cli.Main source: shared objects file' load.txt");
    return outcome.answer().getLast().equals("1");
  }

  /// What the Java virtual machine makes at run time, no cache has: switches over types, the
  /// `equals` of records, serializable comparators, proxies of annotations. One is a millisecond or
  /// twenty, which nobody sees in the code.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "backup --quiet",
        "list",
        "show latest",
        "verify",
        "restore latest --dry-run",
        "rollback --dry-run"
      })
  void nothingIsMadeAtRunTime(String command) throws Exception {
    String traced =
        "export JDK_JAVA_OPTIONS='-Djava.lang.invoke.MethodHandle.TRACE_METHOD_LINKAGE=true"
            + " -Xlog:class+load:file=load.txt'; bin/helionyx ";
    Cli.Outcome first = checkout.shell(traced + "backup --quiet | grep -c '^linkCallSite '");
    assertThat(first.answer().getLast()).isNotEqualTo("0"); // the trace is there
    var _ = checkout.shell("bin/helionyx restore latest --quiet");

    Cli.Outcome outcome =
        checkout.shell(
            traced
                + command
                + " | grep '^linkCallSite '; grep -E 'cli.Main source|Main..Lambda.*source:"
                + " io|__dynamic_proxy__' load.txt");

    assertThat(outcome.answer())
        .noneMatch(line -> line.startsWith("linkCallSite io.helionyx") && isMade(line))
        .noneMatch(line -> line.contains("altMetafactory"))
        .anyMatch(line -> line.contains("io.helionyx.cli.Main source: shared objects file"))
        .noneMatch(line -> line.contains("Lambda") && line.contains("source: io.helionyx"))
        .noneMatch(line -> line.contains("__dynamic_proxy__"));
  }

  private static boolean isMade(String line) {
    return line.contains("java.lang.runtime.ObjectMethods")
        || line.contains("java.lang.runtime.SwitchBootstraps");
  }

  private void assertWorks() throws Exception {
    assertThat(checkout.shell("bin/helionyx --version").err()).isEmpty();
    assertThat(checkout.shell("bin/helionyx --version").out()).startsWith("helionyx ");
    Cli.Outcome backup = checkout.shell("bin/helionyx backup --quiet");
    assertThat(backup.code()).as(backup.err()).isZero();
    assertThat(backup.errors()).allMatch(line -> line.startsWith("AUDIT "));
  }

  @Test
  void startsFromTheCachesOfTheBuild() throws Exception {
    assertThat(caches()).hasSize(3);
    assertThat(usesACache()).isTrue();
    assertThat(usesACache("list --remote")).isTrue();
    assertThat(usesACache("verify latest")).isTrue();
    assertWorks();
  }

  /// As an update of the checkout does it: other bytes under the same name, and even the same time.
  @Test
  void replacedJarRunsItsOwnCode() throws Exception {
    Path jar = target("helionyx.jar");
    Path replaced = Files.copy(jar, temporary.resolve("replaced.jar"));
    replaceInClass(replaced, "io/helionyx/cli/Version.class", "helionyx ", "HELIONYX ");
    Files.setLastModifiedTime(replaced, Files.getLastModifiedTime(jar));

    var _ = Files.move(replaced, jar, StandardCopyOption.REPLACE_EXISTING);

    assertThat(checkout.shell("bin/helionyx --version").out()).startsWith("HELIONYX ");
  }

  @Test
  void replacedLibraryIsNotTakenFromTheCache() throws Exception {
    Path jar = library("picocli-");
    Path replaced = Files.copy(jar, temporary.resolve("replaced.jar"));
    Map<String, String> writable = Map.of();
    try (var files = FileSystems.newFileSystem(replaced, writable)) {
      var _ = Files.writeString(files.getPath("added"), "another jar");
    }

    var _ = Files.move(replaced, jar, StandardCopyOption.REPLACE_EXISTING);

    assertThat(usesACache()).isFalse();
    assertWorks();
  }

  /// What local commands load nothing of is not summed up for them, and nothing of it is in their
  /// caches.
  @Test
  void replacedLibraryOfRemoteCommandsIsNotTakenFromTheirCache() throws Exception {
    Path jar = library("zstd-jni-");
    Path replaced = Files.copy(jar, temporary.resolve("replaced.jar"));
    Map<String, String> writable = Map.of();
    try (var files = FileSystems.newFileSystem(replaced, writable)) {
      var _ = Files.writeString(files.getPath("added"), "another jar");
    }

    var _ = Files.move(replaced, jar, StandardCopyOption.REPLACE_EXISTING);

    assertThat(usesACache("list --remote")).isFalse();
    assertThat(usesACache("list")).isTrue();
  }

  /// Calendars for dates that nobody asks for and powers of ten of thousands of digits take a tenth
  /// of a second together on a slow machine; what loads one of them is easily called.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "java.util.GregorianCalendar",
        "java.math.BigDecimal",
        "software.amazon",
        "com.github.luben.zstd"
      })
  void smallBackupDoesNotLoad(String what) throws Exception {
    Cli.Outcome outcome =
        checkout.shell(
            "export JDK_JAVA_OPTIONS='-Xlog:class+init=info:file=init.txt'; bin/helionyx backup"
                + " --quiet && grep -c \"'io/helionyx/backup/BackupRun'\" init.txt && grep -c \""
                + what.replace('.', '/')
                + "\" init.txt");

    assertThat(outcome.answer()).hasSize(3).last().isEqualTo("0");
    assertThat(outcome.answer().get(1)).isNotEqualTo("0"); // the log is there
  }

  private Path library(String name) throws IOException {
    try (var files = Files.list(target("lib"))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(name))
          .findFirst()
          .orElseThrow();
    }
  }

  private static void replaceInClass(Path jar, String entry, String old, String other)
      throws IOException {
    try (var files = FileSystems.newFileSystem(jar)) {
      Path file = files.getPath(entry);
      byte[] bytes = Files.readAllBytes(file);
      String text = new String(bytes, ISO_8859_1);
      assertThat(text).contains(old);
      var _ = Files.write(file, text.replace(old, other).getBytes(ISO_8859_1));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rm $f",
        "chmod 000 $f",
        ": >$f",
        "head -c 100 $f >$f.x; mv $f.x $f",
        "head -c 9000000 $f >$f.x; mv $f.x $f",
        "head -c 1000000 /dev/urandom >$f.x; mv $f.x $f",
        "rm $f; mkdir $f",
        "rm $f; ln -s $f $f"
      })
  void cacheThatCannotBeUsedIsLeftOut(String damage) throws Exception {
    Cli.Outcome done =
        checkout.shell("for f in target/start/*; do cp $f $f.y; mv $f.y $f; " + damage + "; done");
    assertThat(done.code()).as(done.err()).isZero();

    assertWorks();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-Xshare:off",
        "-Xshare:auto",
        "-XX:+UseCompactObjectHeaders",
        "-XX:-UseCompressedOops",
        "-Xmx64m",
        "-Xint",
        "-Djava.io.tmpdir=."
      })
  void otherOptionsOfTheOperatorAreNoError(String options) throws Exception {
    checkout.set("JDK_JAVA_OPTIONS", options);

    Cli.Outcome backup = checkout.shell("bin/helionyx backup --quiet");

    assertThat(backup.code()).as(backup.err()).isZero();
    assertThat(backup.errors().getFirst()).startsWith("NOTE: Picked up JDK_JAVA_OPTIONS");
    assertThat(backup.errors().stream().skip(1)).allMatch(line -> line.startsWith("AUDIT "));
  }

  /// A JDK of the same bytes that calls itself another: to the launcher it is another.
  @Test
  void anotherJdkStartsWithoutTheCache() throws Exception {
    Path jdk = Path.of(checkout.shell("bin/helionyx --find-jdk").out().strip());
    Path other = Files.createDirectories(temporary.resolve("other"));
    for (String part : List.of("bin", "lib", "conf")) {
      var _ = Files.createSymbolicLink(other.resolve(part), jdk.resolve(part));
    }
    String release = Files.readString(jdk.resolve("release"));
    Files.writeString(other.resolve("release"), release + "SOURCE=\"another build\"\n");
    checkout.set("JAVA_HOME", other.toString());

    assertThat(checkout.shell("bin/helionyx --find-jdk").out().strip()).isEqualTo(other.toString());
    assertThat(usesACache()).isFalse();
    assertWorks();
  }

  @Test
  void movedCheckoutKeepsItsCaches() throws Exception {
    var _ = Files.move(checkout.directory(), temporary.resolve("moved"));
    Files.createSymbolicLink(checkout.directory(), temporary.resolve("moved"));

    assertThat(usesACache()).isTrue();
  }

  @Test
  void nothingIsUnpackedToTheTemporaryDirectory() throws Exception {
    Path empty = Files.createDirectory(temporary.resolve("empty"));
    checkout.set("JDK_JAVA_OPTIONS", "-Djava.io.tmpdir=" + empty);
    var _ = empty.toFile().setWritable(false);

    Cli.Outcome backup = checkout.shell("bin/helionyx backup --quiet");

    assertThat(backup.code()).as(backup.err()).isZero();
    assertThat(empty).isEmptyDirectory();
  }

  /// With the library beside the jar, and to show that it is what counts, without.
  @ParameterizedTest
  @CsvSource({"true, 0", "rm -r target/native, 1"})
  void backsUpWhereNothingMayRunFromTheTemporaryDirectory(String before, int code)
      throws Exception {
    var _ = Files.createDirectory(checkout.directory().resolve("mounted"));
    String mount = "mount -t tmpfs -o noexec tmpfs mounted";
    assumeThat(checkout.shell("unshare -m sh -c '" + mount + "'").code())
        .as("mounting is not allowed here")
        .isZero();
    checkout.set("JDK_JAVA_OPTIONS", "-Djava.io.tmpdir=mounted");

    Cli.Outcome outcome =
        checkout.shell(
            "%s; unshare -m sh -c '%s && exec bin/helionyx backup'".formatted(before, mount));

    assertThat(outcome.code()).as(outcome.err()).isEqualTo(code);
  }

  @Test
  void missingLibraryIsUnpackedInstead() throws Exception {
    assertThat(checkout.shell("rm -r target/native").code()).isZero();

    assertWorks();
  }

  @Test
  void libraryOfAnotherMachineIsPassedOver() throws Exception {
    String other = System.getProperty("os.arch").equals("aarch64") ? "x86_64" : "aarch64";
    Path library = target("native/libsqlitejdbc.so");
    try (var jar = FileSystems.newFileSystem(library("sqlite-jdbc-"))) {
      Path foreign = jar.getPath("org/sqlite/native/Linux/" + other + "/libsqlitejdbc.so");
      var _ = Files.copy(foreign, temporary.resolve("foreign"));
    }
    var _ = Files.move(temporary.resolve("foreign"), library, StandardCopyOption.REPLACE_EXISTING);

    assertWorks();
  }
}
