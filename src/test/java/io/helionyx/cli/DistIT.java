package io.helionyx.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `make dist` makes of the build: unpacked elsewhere, with no JDK to be found, it works.
class DistIT {
  private static final Path BASE =
      Path.of(System.getProperty("helionyx.basedir", ".")).toAbsolutePath();
  private static final Path DIST = BASE.resolve("target/dist");

  @TempDir static Path made;
  @TempDir Path temporary;

  @BeforeAll
  static void make() throws Exception {
    Path jlink = Path.of(System.getProperty("java.home"), "bin/jlink");
    assumeTrue(Files.isExecutable(jlink), "this JDK has no jlink");
    assumeTrue(run(made, "command -v tar gzip").code() == 0, "tar or gzip is not installed");
    Cli.Outcome outcome = run(made, "'" + BASE.resolve("packaging/dist.sh") + "'");
    assertThat(outcome.code()).as(outcome.err()).isZero();
  }

  /// In an environment that names no JDK.
  private static Cli.Outcome run(Path directory, String line) throws Exception {
    ProcessBuilder shell = new ProcessBuilder("sh", "-c", line).directory(directory.toFile());
    shell.environment().clear();
    shell.environment().put("PATH", System.getenv("PATH"));
    return Checkout.end(shell.start());
  }

  private static Path the(String name) throws IOException {
    try (var files = Files.newDirectoryStream(DIST, name)) {
      return files.iterator().next();
    }
  }

  @Test
  void archiveWorksWhereverItIsUnpacked() throws Exception {
    Path project = Files.createDirectory(temporary.resolve("a project"));
    var _ = Cli.withProject(project);
    Path there = Files.createDirectory(temporary.resolve("un packed"));
    assertThat(run(there, "tar -xzf '" + the("*.tar.gz") + "'").code()).isZero();
    String program = "PATH=/usr/bin:/bin; ../'un packed'/*/bin/helionyx ";

    assertThat(run(there, "*/bin/helionyx --version").out()).startsWith("helionyx ");
    assertThat(run(there, "ls -d */licences/*").out().lines().count())
        .isEqualTo(run(there, "ls */licences/*/LICENSE.txt").out().lines().count());
    Cli.Outcome backup = run(project, program + "backup");
    assertThat(backup.code()).as(backup.err()).isZero();
    Cli.Outcome verify = run(project, program + "verify");
    assertThat(verify.code()).as(verify.err()).isZero();
    assertThat(verify.out()).contains("  intact  ");
    assertThat(
            run(project, "export JDK_JAVA_OPTIONS=-Xlog:class+load:file=load; " + program + "list")
                .code())
        .isZero();
    assertThat(Files.readString(project.resolve("load")))
        .contains("io.helionyx.cli.Main source: shared objects file");
  }

  @Test
  void packageHoldsTheSame() throws Exception {
    assumeTrue(run(temporary, "command -v dpkg-deb").code() == 0, "dpkg-deb is not installed");

    assertThat(run(temporary, "dpkg-deb -x '" + the("*.deb") + "' .").code()).isZero();

    assertThat(run(temporary, "dpkg-deb -f '" + the("*.deb") + "' Package").out())
        .isEqualTo("helionyx-backup\n");
    assertThat(run(temporary, "usr/bin/helionyx --version").out()).startsWith("helionyx ");
  }
}
