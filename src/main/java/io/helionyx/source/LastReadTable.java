package io.helionyx.source;

import io.helionyx.durable.Durable.Hashed;
import io.helionyx.durable.Stamp;
import io.helionyx.model.RelPath;
import io.helionyx.source.LastRead.Entry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What is known of each file, by path, as numbers in a few arrays: of a file with a path of 30
/// bytes that is 170 bytes, where a map and its objects take 420.
final class LastReadTable {
  private static final int ROWS = 1024; // of a page
  private static final int SOURCE = 0; // the columns of a row: five of a stamp
  private static final int KEPT = 5; // five of a stamp, or five that no stamp has
  private static final int DIGEST = 10;
  private static final int EVENTS = DIGEST + Packed.DIGEST;
  private static final int COLUMNS = EVENTS + Packed.COUNT;
  private static final Stamp NOT_KEPT = new Stamp(-1, -1, -1, -1, -1);

  private final List<Page> pages;
  private final int size;

  private LastReadTable(List<Page> pages, int size) {
    this.pages = List.copyOf(pages);
    this.size = size;
  }

  /// So many files, and the last page what is left.
  private static final class Page {
    private final String paths; // one behind the other
    private final int[] ends; // of each in them
    private final long[] numbers;

    Page(String paths, int[] ends, long[] numbers) {
      this.paths = paths;
      this.ends = ends;
      this.numbers = numbers;
    }

    String path(int row) {
      return paths.substring(row == 0 ? 0 : ends[row - 1], ends[row]);
    }
  }

  /// What is known of `path`.
  Optional<Entry> find(RelPath path) {
    int from = 0;
    int to = size;
    while (from < to) {
      int middle = (from + to) >>> 1;
      Page page = pages.get(middle / ROWS);
      int order = page.path(middle % ROWS).compareTo(path.octets());
      if (order == 0) {
        return Optional.of(entry(page.numbers, middle % ROWS * COLUMNS));
      }
      if (order < 0) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return Optional.empty();
  }

  private static Entry entry(long[] numbers, int row) {
    Stamp source = stamp(numbers, row + SOURCE);
    return new Entry(
        source,
        Optional.of(stamp(numbers, row + KEPT)).filter(stamp -> !stamp.equals(NOT_KEPT)),
        new Hashed(Packed.sha256(numbers, row + DIGEST), source.size()),
        Packed.count(numbers, row + EVENTS, source.size()));
  }

  private static Stamp stamp(long[] numbers, int at) {
    return new Stamp(
        numbers[at], numbers[at + 1], numbers[at + 2], numbers[at + 3], numbers[at + 4]);
  }

  /// Makes one.
  static final class Builder {
    private final List<Page> pages = new ArrayList<>();
    private final StringBuilder paths = new StringBuilder();
    private final int[] ends = new int[ROWS];
    private final long[] numbers = new long[ROWS * COLUMNS];
    private String last = "";
    private int rows; // of the page that is being filled

    /// @throws IllegalArgumentException if `path` does not come behind the one before
    void add(RelPath path, Entry entry) {
      if (path.octets().compareTo(last) <= 0) {
        throw new IllegalArgumentException(path + " is out of order");
      }
      last = path.octets();
      var _ = paths.append(last);
      ends[rows] = paths.length();
      int row = rows * COLUMNS;
      put(row + SOURCE, entry.source());
      put(row + KEPT, entry.kept().orElse(NOT_KEPT));
      Packed.put(numbers, row + DIGEST, entry.content().sha256());
      Packed.put(numbers, row + EVENTS, entry.events());
      rows++;
      if (rows == ROWS) {
        endPage();
      }
    }

    private void put(int at, Stamp stamp) {
      numbers[at] = stamp.device();
      numbers[at + 1] = stamp.inode();
      numbers[at + 2] = stamp.size();
      numbers[at + 3] = stamp.modified();
      numbers[at + 4] = stamp.changed();
    }

    private void endPage() {
      pages.add(
          new Page(
              paths.toString(), Arrays.copyOf(ends, rows), Arrays.copyOf(numbers, rows * COLUMNS)));
      paths.setLength(0);
      rows = 0;
    }

    LastReadTable build() {
      int size = pages.size() * ROWS + rows;
      endPage();
      return new LastReadTable(pages, size);
    }
  }
}
