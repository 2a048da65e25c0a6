package io.helionyx.projection;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// A row in the making: its cells in the order of the table's columns, and which of them the log
/// does not say.
final class Row {
  private final List<String> cells = new ArrayList<>();
  private final List<Integer> madeUp = new ArrayList<>();

  /// What the log says.
  @CanIgnoreReturnValue
  Row add(String cell) {
    cells.add(cell);
    return this;
  }

  /// What the log says, or null.
  @CanIgnoreReturnValue
  Row add(Optional<String> cell) {
    return add(cell.orElse(null));
  }

  /// What the log says, or else a value for which the application would draw or take the time.
  @CanIgnoreReturnValue
  Row addOr(Optional<String> cell, Supplier<String> otherwise) {
    return cell.isPresent() ? add(cell.get()) : addMadeUp(otherwise.get());
  }

  /// As [#addOr], where the log never says it.
  @CanIgnoreReturnValue
  Row addMadeUp(String cell) {
    madeUp.add(cells.size());
    return add(cell);
  }

  /// The cells; null is SQL's.
  List<String> cells() {
    return cells;
  }

  /// The indices of the cells that are made up.
  List<Integer> madeUp() {
    return madeUp;
  }
}
