package io.helionyx.source;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.helionyx.durable.PathNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The application's commit, where it can be had: without git, without a repository, or where git
/// will not tell, there is none and nobody minds.
public final class GitCommit {
  private static final int SECONDS =
      5; // longer than any healthy git takes; a hung mount must not hang a backup

  private GitCommit() {}

  /// The commit that `project` is at, in hexadecimal.
  public static Optional<String> of(Path project) {
    if (!mayHaveOne(project)) {
      return Optional.empty();
    }
    ProcessBuilder git =
        new ProcessBuilder(
            List.of(
                "git",
                "-C",
                PathNames.printable(project),
                "rev-parse",
                "--verify",
                "--quiet",
                "HEAD"));
    git.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
    git.redirectError(ProcessBuilder.Redirect.DISCARD);
    try {
      Process process = git.start();
      process.getOutputStream().close();
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return Optional.empty();
      }
      String commit = new String(process.getInputStream().readNBytes(128), US_ASCII).strip();
      return commit.matches("[0-9a-f]{40}([0-9a-f]{24})?") ? Optional.of(commit) : Optional.empty();
    } catch (IOException noGit) {
      return Optional.empty();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /// Whether git could find a repository: to ask it takes longer than to look.
  private static boolean mayHaveOne(Path project) {
    for (Path each = project.toAbsolutePath(); each != null; each = each.getParent()) {
      if (Files.exists(each.resolve(".git")) || Files.exists(each.resolve("HEAD"))) {
        return true;
      }
    }
    return false;
  }
}
