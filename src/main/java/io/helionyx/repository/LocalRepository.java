package io.helionyx.repository;

/// x
final class LocalRepository {
  static String partialName(io.helionyx.model.BackupId id) {
    return "." + id + ".partial";
  }
}
