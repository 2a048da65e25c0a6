package io.helionyx.artifact;

import io.helionyx.artifact.Finding.Altered;
import io.helionyx.artifact.Finding.BadDocument;
import io.helionyx.artifact.Finding.Duplicate;
import io.helionyx.artifact.Finding.ExtraTopLevel;
import io.helionyx.artifact.Finding.FutureFormat;
import io.helionyx.artifact.Finding.MalformedLine;
import io.helionyx.artifact.Finding.Missing;
import io.helionyx.artifact.Finding.MissingPart;
import io.helionyx.artifact.Finding.NotRegular;
import io.helionyx.artifact.Finding.ReaderLeftover;
import io.helionyx.artifact.Finding.SealBroken;
import io.helionyx.artifact.Finding.Unlisted;
import io.helionyx.artifact.Finding.Unreadable;
import io.helionyx.artifact.Finding.WrongEnvironment;
import io.helionyx.artifact.Finding.WrongId;
import io.helionyx.durable.FileStat;
import io.helionyx.model.Ending;
import io.helionyx.model.RelPath;
import java.util.Comparator;

/// The words of findings: a first word of at most nine letters, so that the paths stand in a
/// column.
final class FindingWords {
  static final Comparator<Ending> BY_WEIGHT =
      (one, other) -> Boolean.compare(one == Ending.INTEGRITY, other == Ending.INTEGRITY);

  private FindingWords() {}

  static Ending ending(Finding finding) {
    return switch (finding) { // no default, here as below: a new finding must be thought about
      case WrongEnvironment _ -> Ending.ENVIRONMENT;
      case MalformedLine _, Duplicate _, Missing _, Altered _, Unlisted _ -> Ending.INTEGRITY;
      case ReaderLeftover _, NotRegular _, ExtraTopLevel _, MissingPart _ -> Ending.INTEGRITY;
      case BadDocument _, SealBroken _, WrongId _, FutureFormat _ -> Ending.INTEGRITY;
      case Unreadable _ -> Ending.INTEGRITY;
    };
  }

  static String line(Finding finding) {
    return String.format("%-9s ", word(finding)) + detail(finding);
  }

  private static String word(Finding finding) {
    return switch (finding) {
      case MalformedLine _ -> "malformed";
      case Duplicate _ -> "duplicate";
      case Missing _, MissingPart _ -> "missing";
      case Altered _ -> "altered";
      case Unlisted _ -> "unlisted";
      case ReaderLeftover _ -> "leftover";
      case NotRegular _ -> "irregular";
      case ExtraTopLevel _ -> "extra";
      case BadDocument _ -> "document";
      case SealBroken _ -> "seal";
      case WrongId _ -> "id";
      case FutureFormat _ -> "format";
      case WrongEnvironment _ -> "env";
      case Unreadable _ -> "unread";
    };
  }

  private static String detail(Finding finding) {
    return switch (finding) {
      case MalformedLine(var line, var why, var text) ->
          Layout.MANIFEST + " line " + line + ": " + why + ": \"" + text + "\"";
      case Duplicate(var path, var line) ->
          path + ": " + Layout.MANIFEST + " lists it again in line " + line;
      case Missing(var path) -> path.toString();
      case Altered(var path, var promised, var found) ->
          path + ": promised " + promised + ", found " + found;
      case Unlisted(var path) -> path.toString();
      case ReaderLeftover(var path, var database) -> leftover(path, database);
      case NotRegular(var path, var type) -> path + ": " + noun(type) + ", not a regular file";
      case ExtraTopLevel(var path) -> path + ": no artifact has this name at its top";
      case MissingPart(var part, var instead) ->
          part
              + (Layout.DATA.contains(part) ? "/" : "")
              + instead.map(type -> ": " + noun(type) + " has its name").orElse("");
      case BadDocument(var file, var why) -> file + ": " + why;
      case SealBroken(var what, var promised, var found) ->
          Layout.META + " counted " + promised + " " + what + " when it was made, found " + found;
      case WrongId(var directory, var found) ->
          Layout.META + " says that this is " + found + ", its directory is named " + directory;
      case FutureFormat(var found) ->
          Layout.META
              + " has format_version "
              + found
              + ", this program knows "
              + Meta.FORMAT_VERSION
              + " at most: use the version that made it, or a later one";
      case WrongEnvironment(var expected, var found) ->
          Layout.META + " says that this is of " + found + ", not of " + expected;
      case Unreadable(var path, var error) -> path + ": " + error;
    };
  }

  private static String leftover(RelPath path, RelPath database) {
    return path
        + ": somebody opened "
        + database
        + " inside the artifact with a program that writes beside it. Move the files "
        + database.name()
        + "-wal, -shm and -journal that the manifest does not list out of the artifact, then verify"
        + " again; next time open a copy, or with immutable=1";
  }

  private static String noun(FileStat.Type type) {
    return switch (type) {
      case FILE -> "a file";
      case DIRECTORY -> "a directory";
      case LINK -> "a symbolic link";
      case SPECIAL -> "a socket, pipe or device";
    };
  }
}
