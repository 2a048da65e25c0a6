package io.helionyx.repository;

import io.helionyx.artifact.Kind;
import io.helionyx.model.BackupId;
import io.helionyx.model.Refusal;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// Artifacts of one kind of one environment, as far as their ids tell; on this host or off it.
public interface Shelf {
  /// Backups or rollback points.
  Kind kind();

  /// Where it is, for a person.
  String place();

  /// All ids, the newest last. A repository that nobody has written to yet is empty.
  ///
  /// @throws Refusal if this user may not read it
  List<Repository.Entry> list() throws IOException, Refusal;

  /// The newest complete artifact.
  ///
  /// @throws Refusal if one that this user may not read is newer, since that may be complete
  default Optional<BackupId> newest() throws IOException, Refusal {
    return Resolver.newestFirst(this).stream().findFirst();
  }

  /// The id that a person means: `latest`, `latest~1` (the one before), a full id or the beginning
  /// of exactly one. Only `latest` is sure to be complete: an incomplete artifact that was named is
  /// given back, so that its check can say what is wrong with it.
  ///
  /// @throws Refusal if `text` is no such writing (nothing was read then), or there is none, or
  ///   more than one
  default BackupId resolve(String text) throws IOException, Refusal {
    return Resolver.resolve(this, text);
  }
}
