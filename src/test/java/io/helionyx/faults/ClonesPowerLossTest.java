package io.helionyx.faults;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.Project;
import io.helionyx.durable.DiskImage;
import io.helionyx.durable.FastTemp;
import io.helionyx.durable.FaultyDisk.Traits;
import io.helionyx.durable.PowerCut;
import io.helionyx.durable.PowerLossDisk;
import io.helionyx.durable.Trees;
import io.helionyx.model.BackupId;
import io.helionyx.model.Refusal;
import io.helionyx.repository.Repository;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A backup that clones what did not change is as durable as one that copies it.
@Tag("A7")
final class ClonesPowerLossTest {
  private static final Duration CENTURY = Duration.ofDays(36_525);
  private static final int RESTING = 5; // what the second backup clones

  @TempDir(factory = FastTemp.class)
  Path temporary;

  private PowerLossDisk disk;
  private int secondBegins;
  private BackupId first;

  /// Two backups; of what the second has, one file changed and one is new.
  @BeforeEach
  void backUpTwice() throws IOException, Refusal {
    Path directory = Files.createDirectory(temporary.resolve("project"));
    Project project = new Project(directory, Traits.REAL);
    for (int day = 1; day <= RESTING; day++) {
      Trees.make(
          project.events(), "2026-02-0" + day + ".jsonl", "{\"event_id\":\"%d\"}\n".formatted(day));
    }
    Trees.make(project.projections(), "notes.txt", "plain");
    project.time().pause(CENTURY); // all of it rests
    disk = PowerLossDisk.begin(directory, DiskImage.read(directory)).cloning();
    first = project.backup(project.over(disk)).id();
    disk.overwrite(
        project.projections().resolve("notes.txt"), 0, ByteBuffer.wrap("PLAIN".getBytes(US_ASCII)));
    project.time().pause(Duration.ofSeconds(10));
    secondBegins = disk.log().size();
    project.backup(project.over(disk));
  }

  @Test
  @DisplayName(
      "A7 a power cut before any operation of a backup that clones leaves it whole or unlisted")
  void powerCutAnywhere() throws IOException, Refusal {
    assertThat(disk.clones()).isEqualTo(RESTING);
    int whole = 0;
    for (int at = secondBegins; at <= disk.log().size(); at++) {
      PowerCut cut = new PowerCut(disk.log(), at);
      List<PowerCut.Choice> choices = new ArrayList<>(cut.ordered());
      choices.addAll(cut.random(Durability.seed(), Durability.choose(2, 20)));
      for (PowerCut.Choice choice : choices) {
        var image = cut.image(choice);
        if (image.isPresent()) {
          whole += listedAndWhole(image.get(), cut.text(choice));
        }
      }
    }
    assertThat(whole).as("worlds in which the second backup is listed").isPositive();
  }

  /// @return 1 if the second backup is there
  private int listedAndWhole(DiskImage image, String story) throws IOException, Refusal {
    Path directory = temporary.resolve("project");
    image.writeTo(directory);
    Project project = new Project(directory, Traits.REAL);
    List<Repository.Entry> listed = project.backups().list();
    assertThat(listed).as(story).extracting(Repository.Entry::id).contains(first);
    for (Repository.Entry entry : listed) {
      assertThat(entry.state()).as(story).isEqualTo(Repository.State.COMPLETE);
      assertThat(project.check(project.backups(), entry.id())).as(story).isEmpty();
    }
    return listed.size() - 1;
  }
}
