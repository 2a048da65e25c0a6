package io.helionyx.cli;

import io.helionyx.durable.PathNames;
import io.helionyx.model.Ending;
import io.helionyx.model.Environment;
import io.helionyx.model.Problem;
import io.helionyx.model.Refusal;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;

/// `demo`.
final class DemoCommand extends Task {
  private static final String NAME = "helionyx-demo";

  private String typed = "";

  DemoCommand(Session session) {
    super(session);
  }

  @Override
  void describe(Syntax syntax) {
    syntax.header("See a backup and a restore on a sample.");
    syntax.text(
        "Makes a sample environment in DIR, backs it up while its application writes,",
        "damages it, restores it and takes the restore back; and leaves it there to play",
        "with. Nothing outside of DIR is touched.");
    syntax.example("  bin/helionyx demo");
    syntax.optionalParameter(
        "DIR",
        "Where; default: helionyx-demo, or the next free name with a number.",
        value -> typed = value);
  }

  @Override
  Ending run() throws Refusal, IOException {
    String name = typed.isEmpty() ? free() : typed;
    Path directory = PathNames.resolve(session().project(), name);
    if (!isFree(directory)) {
      throw new Refusal(
          Ending.USAGE,
          new Problem(
              PathNames.printable(directory) + " is there and is not an empty directory.",
              "Nothing was changed.",
              "Name a directory that is new."));
    }
    Path here = session().world().directory();
    String shown =
        directory.startsWith(here) ? here.relativize(directory).toString() : directory.toString();
    SampleProject sample = new SampleProject(directory, session().durable());
    session().ifInterrupted("Only the sample in %s is concerned; delete it.".formatted(name));
    try {
      new Demonstration(session(), sample, shown).run();
    } catch (SQLException failed) {
      throw new Refusal(
          Ending.FAILED,
          new Problem(
              "The sample's database failed: " + failed.getMessage() + ".",
              "Only the sample in " + PathNames.printable(directory) + " is concerned.",
              "Run `%s`.".formatted(session().command("doctor", Environment.DEV))),
          failed);
    }
    return Ending.DONE;
  }

  private String free() throws IOException {
    String name = NAME;
    for (int i = 2; !isFree(PathNames.resolve(session().project(), name)); i++) {
      name = NAME + "-" + i;
    }
    return name;
  }

  private boolean isFree(Path directory) throws IOException {
    return !session().durable().exists(directory)
        || (session().durable().isDirectory(directory)
            && session().durable().disk().list(directory).isEmpty());
  }
}
