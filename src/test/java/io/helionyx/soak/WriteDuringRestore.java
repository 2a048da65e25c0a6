package io.helionyx.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// An application that was not running when a restore looked, and appends to the log all the same.
/// The event is in the old state or in the new one, by the file that was there at that moment;
/// while a directory changes name by name nobody could say which, so then it waits.
final class WriteDuringRestore implements Interruption.Act {
  private final Project project;
  private final Application application;
  private final Model model;
  private Set<SortedMap<String, String>> targets;
  private boolean old;

  /// @param targets what the environment is after the restore
  WriteDuringRestore(
      Project project,
      Application application,
      Model model,
      Set<SortedMap<String, String>> targets) {
    this.project = project;
    this.application = application;
    this.model = model;
    this.targets = targets;
  }

  /// What the environment is after the restore, with the event if it went there.
  Set<SortedMap<String, String>> targets() {
    return targets;
  }

  /// Whether the event went to the state that was to be replaced.
  boolean wroteToOld() {
    return old;
  }

  @Override
  public void happen() throws IOException {
    Optional<Path> file = application.newestLog();
    if (file.isEmpty() || isChangingNameByName()) {
      return;
    }
    String path = "events/" + file.get().getFileName();
    SortedMap<String, String> before = model.possible().iterator().next();
    SortedMap<String, String> after = targets.iterator().next();
    String was = project.content().get(path);
    if (was.equals(before.get(path)) == was.equals(after.get(path))) {
      return; // the same in both
    }
    old = was.equals(before.get(path));
    String _ = application.append();
    String is = project.content().get(path);
    assertThat(is).isNotEqualTo(was);
    if (old) {
      model.written(before, with(before, path, is));
    } else {
      targets = Set.of(with(after, path, is));
    }
  }

  private static SortedMap<String, String> with(
      SortedMap<String, String> state, String path, String what) {
    SortedMap<String, String> changed = new TreeMap<>(state);
    changed.put(path, what);
    return changed;
  }

  private boolean isChangingNameByName() throws IOException {
    Path journal = model.journal();
    if (Files.notExists(journal)) {
      return false;
    }
    String text = Files.readString(journal);
    return !text.contains("phase=staging") && !text.contains("way=exchange");
  }
}
