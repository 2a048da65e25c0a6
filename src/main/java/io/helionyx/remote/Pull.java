package io.helionyx.remote;

import io.helionyx.durable.Disk;
import io.helionyx.durable.Durable;
import io.helionyx.durable.PathNames;
import io.helionyx.model.BackupId;
import io.helionyx.model.Environment;
import io.helionyx.model.Notices;
import io.helionyx.model.Refusal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashSet;
import java.util.Set;

/// Brings the files of a backup out of a remote repository.
public final class Pull {
  private final RemoteRepository repository;
  private final Durable durable;
  private final Notices notices;

  /// Pulls from `repository`.
  public Pull(RemoteRepository repository, Durable durable, Notices notices) {
    this.repository = repository;
    this.durable = durable;
    this.notices = notices;
  }

  /// A backup that can be pulled.
  ///
  /// @param bytes that its files have
  public record Ready(RemoteBackup backup, long bytes) {}

  /// Reads what a backup consists of, without writing anything.
  ///
  /// @throws Refusal if there is none, its index is damaged, or no identity opens it
  public Ready prepare(Environment env, BackupId id) throws IOException, Refusal {
    try {
      RemoteBackup backup = RemoteBackup.open(repository, env, id);
      return new Ready(backup, backup.bytes());
    } catch (Codec.DamagedException damaged) {
      throw RemoteWords.damagedThere(id, repository.place(), damaged.getMessage());
    } catch (Codec.WrongKeyException wrong) {
      throw RemoteWords.wrongKey(repository.place(), wrong);
    }
  }

  /// Writes all of it into the existing empty directory `into`, with the times that files and
  /// directories had. Not durable yet, and not yet checked as a whole.
  ///
  /// @throws Refusal if a part is not there or damaged
  public void into(Ready ready, Path into) throws IOException, Refusal {
    Index index = ready.backup.index();
    notices.begin("pull " + index.id(), ready.bytes);
    Writer writer = new Writer(into);
    try {
      for (Index.Directory each : index.directories()) {
        writer.directory(each);
      }
      new Downloads(repository).run(index.files(), writer);
      for (Index.Directory each : index.directories().reversed()) {
        durable
            .disk()
            .setModified(PathNames.resolve(into, each.path()), FileTime.from(each.modified()));
      }
    } catch (Codec.DamagedException damaged) {
      throw RemoteWords.damagedThere(index.id(), repository.place(), damaged.getMessage());
    } catch (Codec.WrongKeyException wrong) {
      throw RemoteWords.wrongKey(repository.place(), wrong);
    } finally {
      writer.close();
    }
  }

  /// Writes files as their parts arrive.
  private final class Writer implements Downloads.Sink {
    private final Path into;
    private final Set<Path> directories = new HashSet<>();
    private Index.File current;
    private Disk.Output out;

    Writer(Path into) {
      this.into = into;
      directories.add(into);
    }

    void directory(Index.Directory each) throws IOException {
      Path path = PathNames.resolve(into, each.path());
      if (directories.add(path)) {
        durable.disk().createDirectory(path);
      }
    }

    @Override
    public void begin(Index.File file) throws IOException {
      Path path = PathNames.resolve(into, file.path());
      if (!directories.contains(path.getParent())) {
        throw new Codec.DamagedException(
            file.path() + " lies in a directory that it does not name");
      }
      current = file;
      out = durable.disk().create(path);
    }

    @Override
    public void part(ByteBuffer piece) throws IOException {
      notices.advance(piece.remaining());
      out.write(piece);
    }

    @Override
    public void bad(String why) throws IOException {
      throw new Codec.DamagedException("is damaged in " + current.path() + ": " + why);
    }

    @Override
    public void end(Index.File file) throws IOException {
      out.close();
      durable
          .disk()
          .setModified(PathNames.resolve(into, file.path()), FileTime.from(file.modified()));
    }

    void close() throws IOException {
      if (out != null) {
        out.close();
      }
    }
  }
}
