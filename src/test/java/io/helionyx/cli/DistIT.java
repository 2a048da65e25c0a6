package io.helionyx.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
    Cli.Outcome caches = run(there, "PATH=/usr/bin:/bin; */bin/make-caches");
    assertThat(caches.code()).as(caches.err()).isZero();
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

  /// Whoever builds the same has the same, byte for byte.
  @Test
  void twoBuildsAreOne() throws Exception {
    String sums = "cd '" + DIST + "' && sha256sum *.tar.gz *.deb";
    Cli.Outcome first = run(temporary, sums);

    Cli.Outcome again =
        run(temporary, "umask 077; TZ=Asia/Tokyo '" + BASE.resolve("packaging/dist.sh") + "'");

    assertThat(again.code()).as(again.err()).isZero();
    assertThat(first.answer()).hasSize(2);
    assertThat(run(temporary, sums)).isEqualTo(first);
  }

  @Test
  void packagesSayWhatIsInThem() throws Exception {
    Cli.Outcome names = run(temporary, "tar -tzf '" + the("*.tar.gz") + "'");
    assertThat(names.out())
        .contains(
            "/share/man/man1/helionyx.1\n",
            "/share/man/man1/helionyx-restore.1\n",
            "/share/bash-completion/completions/helionyx\n",
            "/share/zsh/vendor-completions/_helionyx\n",
            "/systemd/helionyx-backup@.timer\n",
            "/sbom.json\n")
        .doesNotContain("/app/start");

    JsonNode sbom = new ObjectMapper().readTree(BASE.resolve("target/sbom.json").toFile());
    assertThat(sbom.path("bomFormat").textValue()).isEqualTo("CycloneDX");
    assertThat(sbom.path("components").findValuesAsText("name"))
        .contains("picocli", "sqlite-jdbc", "jackson-databind", "jackson-core")
        .doesNotContain("junit-jupiter");
  }

  /// A file system with nothing but Debian's base: no JDK, no Maven, none of our files.
  @Test
  void packageInstallsAndRunsInABareDebian() throws Exception {
    assumeTrue(run(temporary, "test $(id -u) -eq 0").code() == 0, "only root can change its root");
    assumeTrue(
        run(temporary, "PATH=$PATH:/usr/sbin; command -v debootstrap").code() == 0,
        "debootstrap is not installed");
    Path root = temporary.resolve("root");
    Cli.Outcome base =
        run(
            temporary,
            "PATH=$PATH:/usr/sbin; debootstrap --variant=minbase bookworm '" + root + "'");
    assumeTrue(base.code() == 0, "no base system could be fetched");
    Path project = Files.createDirectories(root.resolve("srv/app"));
    var _ = Cli.withProject(project);
    Files.copy(the("*.deb"), root.resolve("helionyx.deb"));
    String in = "PATH=/usr/sbin:/usr/bin:/sbin:/bin chroot '" + root + "' ";

    Cli.Outcome installed = run(temporary, in + "dpkg -i /helionyx.deb");
    assertThat(installed.code()).as(installed.err()).isZero();

    assertThat(run(temporary, in + "helionyx --version").out()).startsWith("helionyx ");
    Cli.Outcome backup = run(temporary, in + "helionyx backup -C /srv/app");
    assertThat(backup.code()).as(backup.err()).isZero();
    assertThat(run(temporary, in + "helionyx verify -C /srv/app").out()).contains("  intact  ");
    Cli.Outcome restore = run(temporary, in + "helionyx restore latest -C /srv/app");
    assertThat(restore.code()).as(restore.err()).isZero();
    assertThat(root.resolve("usr/lib/systemd/system/helionyx-backup@.timer")).exists();
    assertThat(root.resolve("usr/share/man/man1/helionyx-status.1.gz")).exists();
    assertThat(root.resolve("usr/share/bash-completion/completions/helionyx")).exists();

    assertThat(run(temporary, in + "dpkg -P helionyx-backup").code()).isZero();
    assertThat(root.resolve("usr/lib/helionyx-backup")).doesNotExist();
  }
}
