package io.helionyx.drill;

import io.helionyx.artifact.Meta;
import io.helionyx.meaning.Content;
import io.helionyx.meaning.Flaw;
import io.helionyx.meaning.Flaws;
import io.helionyx.model.BackupId;
import io.helionyx.model.Environment;
import io.helionyx.model.Refusal;
import io.helionyx.model.Sha256;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What a drill did and found.
///
/// @param backup that was restored
/// @param manifest the digest of its manifest, which stands for every byte of it
/// @param meta what the backup says of itself
/// @param began when
/// @param files that were restored
/// @param bytes that they have
/// @param checks in their order
/// @param restoreTook from the first look at the backup until its data was in place and looked at:
///   the recovery time, but for what people need
/// @param content what a deep check found; empty where there was nothing to look into
/// @param flaws all findings
/// @param refusal why there was nothing to look into
/// @param unsaved events of the live log that are in no backup; empty where it cannot be read
public record Evidence(
    Environment env,
    BackupId backup,
    Optional<Sha256> manifest,
    Optional<Meta> meta,
    Instant began,
    Instant ended,
    long files,
    long bytes,
    List<Content.Step> checks,
    Duration restoreTook,
    Optional<Content.Checked> content,
    Flaws flaws,
    Optional<Refusal> refusal,
    OptionalLong unsaved) {
  /// Keeps a copy.
  public Evidence {
    checks = List.copyOf(checks);
  }

  /// Whether everything was as it must be.
  public boolean passed() {
    return refusal.isEmpty() && flaws.isEmpty();
  }

  /// The first findings.
  public List<Flaw> findings() {
    return flaws.listed();
  }

  /// How old the last event of the backup is at `moment`.
  public Optional<Duration> ageOfLastEvent(Instant moment) {
    return content.flatMap(Content.Checked::latest).map(last -> Duration.between(last, moment));
  }
}
