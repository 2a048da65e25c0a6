package io.helionyx.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.ZoneOffset.UTC;

import io.helionyx.durable.Durable;
import io.helionyx.durable.OsDisk;
import io.helionyx.durable.PathNames;
import io.helionyx.durable.Time;
import io.helionyx.model.Ending;
import io.helionyx.model.Problem;
import io.helionyx.model.Refusal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDateTime;

/// The sample application, as a process of its own: for each line that it reads it appends an event
/// to the log, commits a row, and says so with a line. Whoever drives it knows from that line, not
/// from the time that went by, that both are done.
final class SampleWriter extends Task {
  /// Appends each line that it reads with one write, as the original application does, and repeats
  /// it. The shell is the application's: this program itself never appends to anything.
  private static final String APPEND =
      "while IFS= read -r line; do printf '%s\\n' \"$line\" >>\"$1\" && echo; done";

  private String directory;

  SampleWriter(Session session) {
    super(session);
  }

  @Override
  void describe(Syntax syntax) {
    syntax.hide();
    syntax.parameter("DIR", "", value -> directory = value);
  }

  @Override
  Ending run() throws Refusal, IOException {
    Time time = session().time();
    Path root = PathNames.resolve(session().world().directory(), directory);
    SampleProject project = new SampleProject(root, new Durable(new OsDisk()));
    String log = SampleProject.logName(SampleProject.today(time.now()));
    Process append =
        new ProcessBuilder("sh", "-c", APPEND, "sh", project.events().resolve(log).toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (SampleDatabase projections = SampleDatabase.open(project.database());
        OutputStream toLog = append.getOutputStream();
        BufferedReader done = append.inputReader(UTF_8)) {
      write(time, projections, toLog, done);
    } catch (SQLException failed) {
      throw new Refusal(
          Ending.FAILED,
          new Problem(
              "The sample application failed: " + failed.getMessage() + ".",
              "The sample may lack a row.",
              "Make a new one with `demo`."),
          failed);
    }
    return Ending.DONE;
  }

  private void write(Time time, SampleDatabase projections, OutputStream toLog, BufferedReader done)
      throws IOException, SQLException {
    SampleEvent.Maker maker = new SampleEvent.Maker(time.now().toEpochMilli());
    BufferedReader asked =
        new BufferedReader(new InputStreamReader(session().world().streams().in(), UTF_8));
    OutputStream answer = session().world().streams().out();
    while (asked.readLine() != null) {
      SampleEvent event = maker.next(LocalDateTime.ofInstant(time.now(), UTC));
      toLog.write((event.json() + "\n").getBytes(UTF_8));
      toLog.flush();
      if (done.readLine() == null) {
        throw new IOException("the log cannot be appended to");
      }
      projections.project(event);
      answer.write('\n');
      answer.flush();
    }
  }
}
