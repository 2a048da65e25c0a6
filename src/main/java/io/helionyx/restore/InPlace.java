package io.helionyx.restore;

import io.helionyx.artifact.Layout;
import io.helionyx.durable.Durable;
import io.helionyx.durable.swap.StagedSwap;
import io.helionyx.durable.swap.Target;
import io.helionyx.meaning.Flaw;
import io.helionyx.meaning.QuickCheck;
import io.helionyx.meaning.Scratch;
import io.helionyx.model.RelPath;
import java.io.IOException;
import java.util.List;

/// A look at the restored data where it is now, while the change can still be undone.
final class InPlace {
  private final Durable durable;
  private final RestoreRequest request;
  private final QuickCheck check;

  InPlace(Durable durable, RestoreRequest request) {
    this.durable = durable;
    this.request = request;
    this.check = new QuickCheck(durable, request.fields());
  }

  /// Reads the databases of what was staged while the log is still copied: one processor's work, of
  /// which [#check] is then spared the most.
  void ahead(Target projections) {
    try (Scratch scratch = new Scratch(durable, projections.container())) {
      check.ahead(projections.staged(), scratch);
    } catch (IOException tryAgain) {
      // where it is in place
    }
  }

  /// Looks.
  ///
  /// @param warnings get what is wrong and was accepted
  /// @throws IOException naming what is wrong and undoes the restore; with `--force` it is a
  ///   warning, since a broken state may be what one wants back, and those who use it may be
  ///   writing to it
  QuickCheck.Checked check(StagedSwap swap, List<String> warnings) throws IOException {
    Target projections = target(swap, Layout.PROJECTIONS);
    Target events = target(swap, Layout.EVENTS);
    try (Scratch scratch = new Scratch(durable, projections.container())) {
      QuickCheck.Checked checked = check.run(events.live(), projections.live(), scratch);
      List<String> lines = checked.flaws().stream().map(Flaw::line).toList();
      if (lines.isEmpty()) {
        return checked;
      }
      if (request.conditions().users() == RestoreRequest.Users.REFUSED) {
        throw new UnsoundException(lines);
      }
      warnings.add(
          "What was restored is not sound, and is kept as --force says: %s"
              .formatted(lines.getFirst()));
      return checked;
    }
  }

  private static Target target(StagedSwap swap, RelPath part) {
    return swap.targets().stream()
        .filter(target -> target.part().equals(part))
        .findFirst()
        .orElseThrow();
  }

  /// What was restored is not sound.
  static final class UnsoundException extends IOException {
    private static final long serialVersionUID = 1L;

    UnsoundException(List<String> lines) {
      super(
          "what was restored is not sound: "
              + lines.getFirst()
              + (lines.size() > 1 ? "; and %d more".formatted(lines.size() - 1) : ""));
    }
  }
}
