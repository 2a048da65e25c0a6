package io.helionyx.source;

import io.helionyx.durable.Disk;
import io.helionyx.durable.PathNames;
import io.helionyx.model.RelPath;
import io.helionyx.model.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/// Compares the events of two logs, and looks into those that differ. Needs a fixed amount of
/// memory where each file of the one begins with the other's, else 40 bytes or so for each line
/// behind the point where they part.
public final class EventComparison {
  private final Disk disk;
  private final EventGlance.Names names;
  private final List<Rest> fromRests = new ArrayList<>();
  private final List<Rest> toRests = new ArrayList<>();
  private long kept;

  /// @param timeField the field of an event that is its time
  /// @param typeField the field that is its type
  public EventComparison(Disk disk, String timeField, String typeField) {
    this.disk = disk;
    this.names = new EventGlance.Names(timeField, typeField);
  }

  /// A log, as far as it is compared.
  ///
  /// @param files the log files below `root`
  public record Log(Path root, List<EventLog.Extent> files) {
    private Map<RelPath, Rest> whole() {
      Map<RelPath, Rest> whole = new HashMap<>();
      for (EventLog.Extent file : files) {
        Path path = PathNames.resolve(root, file.path());
        whole.put(file.path(), new Rest(path, 0, file.length()));
      }
      return whole;
    }
  }

  /// What a file has from `start` to before `end`.
  private record Rest(Path file, long start, long end) {
    Rest from(long later) {
      return new Rest(file, later, end);
    }
  }

  /// Compares once; another comparison is another object's.
  public EventDifference run(Log from, Log to) throws IOException {
    Map<RelPath, Rest> fromFiles = from.whole();
    Map<RelPath, Rest> toFiles = to.whole();
    SortedSet<RelPath> paths = new TreeSet<>(fromFiles.keySet());
    paths.addAll(toFiles.keySet());
    for (RelPath path : paths) {
      Rest one = fromFiles.get(path);
      Rest other = toFiles.get(path);
      if (one != null && other != null) {
        part(one, other);
      } else if (one != null) {
        fromRests.add(one);
      } else {
        toRests.add(other);
      }
    }
    EventDifference.Some leaving = others(fromRests, bag(toRests));
    long found = kept; // the other way round the same ones are found again
    EventDifference.Some arriving = others(toRests, bag(fromRests));
    return new EventDifference(found, leaving, arriving);
  }

  /// Goes along two files for as long as they have the same lines.
  private void part(Rest one, Rest other) throws IOException {
    MessageDigest oneDigest = Sha256.newDigest();
    MessageDigest otherDigest = Sha256.newDigest();
    try (LineReader oneLines = LineReader.open(disk, one.file(), one.start(), one.end());
        LineReader otherLines = LineReader.open(disk, other.file(), other.start(), other.end())) {
      boolean hasOne = oneLines.next(oneDigest);
      boolean hasOther = otherLines.next(otherDigest);
      while (hasOne && hasOther && Arrays.equals(oneDigest.digest(), otherDigest.digest())) {
        kept += oneLines.isBlank() ? 0 : 1;
        hasOne = oneLines.next(oneDigest);
        hasOther = otherLines.next(otherDigest);
      }
      if (hasOne) {
        fromRests.add(one.from(oneLines.start()));
      }
      if (hasOther) {
        toRests.add(other.from(otherLines.start()));
      }
    }
  }

  private LineBag bag(List<Rest> rests) throws IOException {
    LineBag bag = new LineBag();
    for (Rest rest : rests) {
      MessageDigest digest = Sha256.newDigest();
      try (LineReader lines = LineReader.open(disk, rest.file(), rest.start(), rest.end())) {
        while (lines.next(digest)) {
          byte[] line = digest.digest();
          if (!lines.isBlank()) {
            bag.add(line);
          }
        }
      }
    }
    return bag;
  }

  /// The events of `rests` that are not in `there`; those that are are counted as kept.
  private EventDifference.Some others(List<Rest> rests, LineBag there) throws IOException {
    EventDifference.Tally others = new EventDifference.Tally();
    for (Rest rest : rests) {
      MessageDigest digest = Sha256.newDigest();
      try (LineReader lines = LineReader.open(disk, rest.file(), rest.start(), rest.end());
          Disk.Input file = disk.openRead(rest.file())) {
        while (lines.next(digest)) {
          byte[] line = digest.digest();
          if (lines.isBlank()) {
            continue;
          }
          if (there.remove(line)) {
            kept++;
          } else {
            others.add(EventGlance.read(file, lines.start(), lines.length(), names));
          }
        }
      }
    }
    return others.all();
  }
}
