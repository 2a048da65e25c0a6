package io.helionyx.projection;

import java.util.List;

/// What others may know of the Helionyx application's database.
public final class HelionyxTables {
  /// The version of the schema that the application takes.
  public static final String VERSION = HelionyxSchema.VERSION;

  private HelionyxTables() {}

  /// All of its tables.
  public static List<ProjectedTable> all() {
    return HelionyxSchema.TABLES;
  }
}
