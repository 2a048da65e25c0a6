package io.helionyx.artifact;

import io.helionyx.model.BackupId;
import io.helionyx.model.DatabaseState;
import io.helionyx.model.Environment;
import io.helionyx.model.LogSummary;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// What `meta.json` says. The texts are as stored, so whoever shows them makes them printable.
///
/// @param createdAt whole seconds
/// @param gitCommit of the application; empty when it could not be had
/// @param formatVersion empty in what the original scripts made
/// @param toolVersion of the program that made it; empty in what the original scripts made
/// @param kind empty in what the original scripts made
/// @param log what the log held; empty where nobody counted
/// @param databases how each database came in
/// @param warnings what the capture had to say
/// @param seal empty in what the original scripts made
public record Meta(
    Environment env,
    BackupId backupId,
    Instant createdAt,
    Optional<String> gitCommit,
    OptionalInt formatVersion,
    Optional<String> toolVersion,
    Optional<Kind> kind,
    Optional<LogSummary> log,
    List<DatabaseState> databases,
    List<String> warnings,
    Optional<Seal> seal,
    Attributes attributes) {
  /// The format that this program writes, and the highest that it reads.
  public static final int FORMAT_VERSION = 1;

  /// Keeps copies, and whole seconds.
  public Meta {
    createdAt = createdAt.truncatedTo(ChronoUnit.SECONDS);
    databases = List.copyOf(databases);
    warnings = List.copyOf(warnings);
  }

  /// What reading gave; without a meta there is at least one finding.
  public record Reading(Optional<Meta> meta, List<Finding> findings) {}

  /// Begins the meta of a new artifact: only what everything has.
  public static Builder builder(Environment env, BackupId backupId, Instant createdAt) {
    return new Builder(env, backupId, createdAt);
  }

  /// Begins another that has all of this one's.
  public Builder toBuilder() {
    Builder builder = new Builder(env, backupId, createdAt);
    builder.gitCommit = gitCommit;
    builder.formatVersion = formatVersion;
    builder.toolVersion = toolVersion;
    builder.kind = kind;
    builder.log = log;
    builder.databases = databases;
    builder.warnings = warnings;
    builder.seal = seal;
    builder.attributes = attributes;
    return builder;
  }

  /// The written form.
  public byte[] toBytes() {
    return MetaJson.write(this);
  }

  /// Reads a meta, whatever the bytes are; never throws.
  public static Reading read(byte[] bytes) {
    return MetaJson.read(bytes);
  }

  /// A meta in the making.
  public static final class Builder {
    private final Environment env;
    private final BackupId backupId;
    private final Instant createdAt;
    private Optional<String> gitCommit = Optional.empty();
    private OptionalInt formatVersion = OptionalInt.of(FORMAT_VERSION);
    private Optional<String> toolVersion = Optional.empty();
    private Optional<Kind> kind = Optional.empty();
    private Optional<LogSummary> log = Optional.empty();
    private List<DatabaseState> databases = List.of();
    private List<String> warnings = List.of();
    private Optional<Seal> seal = Optional.empty();
    private Attributes attributes = Attributes.NONE;

    private Builder(Environment env, BackupId backupId, Instant createdAt) {
      this.env = env;
      this.backupId = backupId;
      this.createdAt = createdAt;
    }

    /// The application's commit.
    public Builder gitCommit(Optional<String> commit) {
      this.gitCommit = commit;
      return this;
    }

    /// Another format than this program's; empty stands for the original scripts.
    Builder formatVersion(OptionalInt version) {
      this.formatVersion = version;
      return this;
    }

    /// The version of this program.
    public Builder toolVersion(String version) {
      return toolVersion(Optional.of(version));
    }

    Builder toolVersion(Optional<String> version) {
      this.toolVersion = version;
      return this;
    }

    /// Why it was made.
    public Builder kind(Kind why) {
      return kind(Optional.of(why));
    }

    Builder kind(Optional<Kind> why) {
      this.kind = why;
      return this;
    }

    /// What the log holds.
    public Builder log(Optional<LogSummary> summary) {
      this.log = summary;
      return this;
    }

    /// How each database came in.
    public Builder databases(List<DatabaseState> states) {
      this.databases = states;
      return this;
    }

    /// What the capture had to say.
    public Builder warnings(List<String> lines) {
      this.warnings = lines;
      return this;
    }

    /// What the artifact holds. The builder of the artifact sets it.
    public Builder seal(Optional<Seal> counted) {
      this.seal = counted;
      return this;
    }

    /// What the source's modes and owners were. The builder of the artifact sets it.
    public Builder attributes(Attributes source) {
      this.attributes = source;
      return this;
    }

    /// The meta.
    public Meta build() {
      return new Meta(
          env,
          backupId,
          createdAt,
          gitCommit,
          formatVersion,
          toolVersion,
          kind,
          log,
          databases,
          warnings,
          seal,
          attributes);
    }
  }
}
