package io.helionyx.cli;

import io.helionyx.durable.PathNames;
import io.helionyx.meaning.DeepCheck;
import io.helionyx.meaning.Scratch;
import io.helionyx.model.Refusal;
import io.helionyx.source.Configuration;
import java.nio.file.Path;

/// How a command looks into the content of a backup.
final class Deeply {
  /// Of the memory that there is, what the ids of a log may take: the table grows by doubling, and
  /// needs its old half while it does.
  private static final int SHARE = 3;

  private String scratch = "";

  /// Adds the option that says where.
  void describe(Syntax syntax) {
    syntax.option(
        "--scratch",
        "DIR",
        "Where to make what is thrown away after the check; default: ${sys:java.io.tmpdir}.",
        value -> scratch = value);
  }

  /// A place for one check.
  Scratch scratch(Session session) {
    String place = scratch.isEmpty() ? System.getProperty("java.io.tmpdir") : scratch;
    Path parent = PathNames.resolve(session.world().directory(), place);
    return new Scratch(session.durable(), parent);
  }

  /// A check of data of the application of `configuration`.
  static DeepCheck check(Session session, Configuration configuration, Scratch scratch)
      throws Refusal {
    return new DeepCheck(session.durable(), session.time(), scratch, kind(session, configuration));
  }

  /// What is known of that application.
  static DeepCheck.Kind kind(Session session, Configuration configuration) throws Refusal {
    return new DeepCheck.Kind(
        Session.fields(configuration),
        session.projectors(configuration),
        Runtime.getRuntime().maxMemory() / SHARE);
  }
}
