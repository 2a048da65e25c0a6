package io.helionyx.artifact;

/// What an artifact holds under `events/` and `projections/`, counted when it was made. The
/// manifest alone cannot tell when whole lines were lost together with their files, nor does it
/// know of directories that are empty; these three numbers do.
///
/// @param files regular files
/// @param bytes the sum of their sizes
/// @param directories directories below those two, at any depth, the two themselves not counted
public record Seal(long files, long bytes, long directories) {
  /// @throws IllegalArgumentException if a number is negative
  public Seal {
    if (files < 0 || bytes < 0 || directories < 0) {
      throw new IllegalArgumentException("a seal counts from zero");
    }
  }
}
