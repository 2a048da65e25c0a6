package io.helionyx.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.model.Environment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("D2")
class NeighboursTest {
  private static final String OWN =
      "EVENT_STORE_PATH=./%1$s/events\nPROJECTIONS_DB_PATH=./%1$s/p/x.db\n";

  @TempDir Path temporary;
  private Path project;

  @BeforeEach
  void realProject() throws Exception {
    project = temporary.toRealPath();
  }

  private void write(String file, String text) throws Exception {
    Files.writeString(project.resolve(file), text);
  }

  private Neighbours neighbours() {
    return Neighbours.of(project, Map.of("HOME", "/home/tester"));
  }

  private Configuration dev(Map<String, String> process) throws Exception {
    return Configuration.load(project, Environment.DEV, process);
  }

  @Test
  void environmentsOfTheirOwnShareNothing() throws Exception {
    write(".env.dev", OWN.formatted("dev"));
    write(".env.live", OWN.formatted("live"));
    assertThat(neighbours().sharedPathWarnings()).isEmpty();
    assertThat(neighbours().warnings()).isEmpty();
    assertThat(neighbours().isLiveData(dev(Map.of()))).isFalse();
    assertThat(neighbours().sharing(dev(Map.of()))).isEmpty();
    assertThat(neighbours().isLiveData(Configuration.load(project, Environment.LIVE, Map.of())))
        .isTrue();
  }

  @Test
  void twoFilesThatShareAPathAreReportedInALineForEachPair() throws Exception {
    write(".env.dev", "API_PORT=1\n");
    write(".env.staging", OWN.formatted("staging"));
    write(".env.live", "PROJECTIONS_DB_PATH=data/events/p/x.db\nAPI_PORT=bad\n");
    assertThat(neighbours().sharedPathWarnings())
        .containsExactly(
            "dev and live share data: the event store of both is %1$s/data/events; the event store %1$s/data/events (EVENT_STORE_PATH) overlaps the directory of the database %1$s/data/events/p (PROJECTIONS_DB_PATH). A restore of one replaces what the other has; give each paths of its own in .env.dev and .env.live."
                .formatted(project));
    assertThat(neighbours().isLiveData(dev(Map.of()))).isTrue();
    assertThat(neighbours().sharing(dev(Map.of()))).containsExactly(Environment.LIVE);
  }

  @Test
  void defaultsThatNobodyChoseAreNoWarningButOneLock() throws Exception {
    assertThat(neighbours().sharedPathWarnings()).isEmpty();
    assertThat(neighbours().isLiveData(dev(Map.of()))).isFalse();
    assertThat(neighbours().sharing(dev(Map.of())))
        .containsExactly(Environment.STAGING, Environment.LIVE);
  }

  @Test
  void processThatPointsDevAtLivesDataIsSeen() throws Exception {
    write(".env.dev", OWN.formatted("dev"));
    write(".env.live", "EVENT_STORE_PATH=${HOME:-x}/live\n");
    Files.createSymbolicLink(project.resolve("link"), Path.of("/home/tester"));
    Map<String, String> process = Map.of("EVENT_STORE_PATH", "link/live/2026");
    assertThat(neighbours().isLiveData(dev(Map.of()))).isFalse();
    assertThat(neighbours().isLiveData(dev(process))).isTrue();
    Neighbours sameProcess = Neighbours.of(project, process);
    assertThat(sameProcess.sharedPathWarnings()).isEmpty();
  }

  @Test
  void oneEnvironmentsProcessDoesNotMoveItsNeighbours() throws Exception {
    write(".env.dev", OWN.formatted("dev"));
    write(".env.live", "EVENT_STORE_PATH=${EVENT_STORE_PATH:-./live}\n");
    Map<String, String> process = Map.of("EVENT_STORE_PATH", "./elsewhere");
    Neighbours neighbours = Neighbours.of(project, process);
    assertThat(neighbours.isLiveData(dev(process))).isFalse();
    assertThat(neighbours.isLiveData(dev(Map.of("EVENT_STORE_PATH", "./live")))).isTrue();
  }

  @Test
  void brokenNeighbourIsAWarning() throws Exception {
    Files.write(project.resolve(".env.live"), "A=\u00e9".getBytes(ISO_8859_1));
    write(".env.staging", "EVENT_STORE_PATH=\n");
    write(".env.dev", OWN.formatted("dev"));
    assertThat(neighbours().warnings())
        .containsExactly(
            "%1$s/.env.staging: it is not known where staging keeps its data, nor whether another environment does too. EVENT_STORE_PATH (%1$s/.env.staging, line 1) is empty."
                .formatted(project),
            "%1$s/.env.live: it is not known where live keeps its data, nor whether another environment does too. %1$s/.env.live, line 1, is no UTF-8 text."
                .formatted(project));
    // what cannot be read may give any path, so every target is guarded like live's
    assertThat(neighbours().isLiveData(dev(Map.of()))).isTrue();
  }
}
