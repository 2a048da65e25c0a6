package io.helionyx.source;

import io.helionyx.model.RelPath;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// How many events each file of a log holds.
public final class LineCounts {
  private static final int COLUMNS = 1 + Packed.COUNT;

  private final List<RelPath> files;
  private final long[] numbers;

  /// Of these files, which are in byte order; none is counted yet.
  LineCounts(List<EventLog.Extent> files) {
    this.files = files.stream().map(EventLog.Extent::path).toList();
    this.numbers = new long[files.size() * COLUMNS];
  }

  void put(int index, LineCount count) {
    numbers[index * COLUMNS] = count.bytes();
    Packed.put(numbers, index * COLUMNS + 1, count);
  }

  LineCount get(int index) {
    return Packed.count(numbers, index * COLUMNS + 1, numbers[index * COLUMNS]);
  }

  /// Of one file.
  ///
  /// @param path in the log
  public Optional<LineCount> find(RelPath path) {
    int index = Collections.binarySearch(files, path);
    return index < 0 ? Optional.empty() : Optional.of(get(index));
  }
}
