package io.helionyx.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.helionyx.durable.PathNames;
import io.helionyx.model.Ending;
import io.helionyx.model.Problem;
import io.helionyx.model.Refusal;
import io.helionyx.model.RelPath;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/// The words of the refusals of this package's capture: no byte of the environment was changed and
/// no artifact exists.
final class Refusals {
  private static final String NOTHING_CHANGED = "Nothing was changed and no backup was made.";
  private static final int NAMED = 50; // names in one message; the rest is counted

  private Refusals() {}

  static Refusal missing(Place place) {
    return new Refusal(
        Ending.USAGE,
        new Problem(
            place.setting()
                + ": there is no directory "
                + PathNames.printable(place.directory())
                + ".",
            NOTHING_CHANGED,
            "Set "
                + place.setting()
                + " in .env, or in the environment of this command, to where the application keeps"
                + " its data; `doctor` looks at all settings."));
  }

  static Refusal unreadable(Place place, Collection<String> findings, Throwable cause) {
    return new Refusal(
        Ending.FAILED,
        new Problem(
            "Cannot read what lies in " + where(place) + ":" + lines(findings),
            NOTHING_CHANGED,
            "Run the backup as a user who may read all of it, or correct its permissions."),
        cause);
  }

  static Refusal notRegular(Place place, List<String> findings) {
    return new Refusal(
        Ending.FAILED,
        new Problem(
            "Only regular files and directories can be backed up; "
                + where(place)
                + " also holds:"
                + lines(findings),
            NOTHING_CHANGED,
            "Move these elsewhere, or put the files themselves in their place."));
  }

  static Refusal changing(Place place, Collection<RelPath> paths, String why) {
    return new Refusal(
        Ending.FAILED,
        new Problem(
            why + " " + where(place) + ":" + lines(paths.stream().map(RelPath::toString).toList()),
            NOTHING_CHANGED,
            "Run the backup again; if this stays, find out what writes these files."));
  }

  static Refusal busy(Path database, Collection<String> reasons) {
    return new Refusal(
        Ending.FAILED,
        new Problem(
            "The database "
                + PathNames.printable(database)
                + " cannot be read at present:"
                + lines(reasons),
            NOTHING_CHANGED,
            "Run the backup again when the process that holds the database has let it go."));
  }

  /// Text of unknown origin for a person.
  static String printable(String text) {
    return RelPath.printable(text.getBytes(UTF_8));
  }

  private static String where(Place place) {
    return PathNames.printable(place.directory()) + " (" + place.setting() + ")";
  }

  private static String lines(Collection<String> findings) {
    String named =
        findings.stream().limit(NAMED).map(each -> "\n  " + each).collect(Collectors.joining());
    int more = findings.size() - NAMED;
    return more > 0 ? named + "\n  and " + more + " more" : named;
  }
}
