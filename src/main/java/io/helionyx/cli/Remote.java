package io.helionyx.cli;

import io.helionyx.artifact.Artifact;
import io.helionyx.artifact.Artifact.Expected;
import io.helionyx.artifact.Artifact.Legacy;
import io.helionyx.artifact.Finding;
import io.helionyx.artifact.Kind;
import io.helionyx.durable.ErrorText;
import io.helionyx.model.Audit;
import io.helionyx.model.BackupId;
import io.helionyx.model.Refusal;
import io.helionyx.remote.FileStore;
import io.helionyx.remote.ObjectStore;
import io.helionyx.remote.Pull;
import io.helionyx.remote.Push;
import io.helionyx.remote.Push.Pushed;
import io.helionyx.remote.RemoteNote;
import io.helionyx.remote.RemoteRepository;
import io.helionyx.remote.RemoteUrl;
import io.helionyx.remote.RemoteWords;
import io.helionyx.remote.RetryingStore;
import io.helionyx.remote.S3Store;
import io.helionyx.repository.Incoming;
import io.helionyx.repository.LocalRepository;
import io.helionyx.repository.Mark;
import io.helionyx.source.Configuration;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A command's way to the remote repository of an environment.
final class Remote implements Closeable {
  private final Session session;
  private final Configuration configuration;
  private final RemoteSettings settings;
  private final RetryingStore store;

  private Remote(
      Session session, Configuration configuration, RemoteSettings settings, RetryingStore store) {
    this.session = session;
    this.configuration = configuration;
    this.settings = settings;
    this.store = store;
  }

  /// To the one that `configuration` names.
  ///
  /// @throws Refusal if it names none, or none that can be
  static Remote of(Session session, Configuration configuration) throws Refusal, IOException {
    RemoteSettings settings = new RemoteSettings(configuration);
    ObjectStore store =
        switch (settings.url()) {
          case RemoteUrl.Directory(var path) -> new FileStore(session.durable(), path);
          case RemoteUrl.Bucket bucket -> S3Store.open(bucket, settings.s3());
        };
    return new Remote(session, configuration, settings, new RetryingStore(store, session.time()));
  }

  /// As [#of], and gives up in a few seconds, for whoever only wants to know whether it answers.
  static Remote toProbe(Session session, Configuration configuration) throws Refusal, IOException {
    RemoteSettings settings = new RemoteSettings(configuration);
    ObjectStore store =
        switch (settings.url()) {
          case RemoteUrl.Directory(var path) -> new FileStore(session.durable(), path);
          case RemoteUrl.Bucket bucket -> S3Store.openToProbe(bucket, settings.s3());
        };
    return new Remote(
        session, configuration, settings, RetryingStore.toProbe(store, session.time()));
  }

  /// What is done with a repository.
  interface Work<T> {
    T run(RemoteRepository repository) throws IOException, Refusal;
  }

  /// The store, and what went over the wire so far.
  RetryingStore store() {
    return store;
  }

  /// Does something that reads.
  ///
  /// @param state what to say of the state of things where the store fails
  <T> T read(String state, Work<T> work) throws Refusal {
    try {
      return work.run(RemoteRepository.open(store, settings.toRead(session.durable())));
    } catch (IOException failed) {
      throw RemoteWords.failed(store.place(), failed, state);
    }
  }

  /// Pushes backups, the oldest first.
  List<Pushed> push(LocalRepository local, List<BackupId> ids) throws Refusal {
    try {
      RemoteRepository repository =
          RemoteRepository.openOrCreate(
              store, settings.toPush(session.durable()), session.time().now());
      Push push = new Push(repository, session.durable(), session.time(), session.console());
      List<Pushed> pushed = new ArrayList<>();
      for (BackupId id : ids) {
        pushed.add(push.push(local.open(id), configuration.environment()));
        mark(local, id);
      }
      note(repository);
      return pushed;
    } catch (IOException failed) {
      throw RemoteWords.failed(
          store.place(),
          failed,
          "The backup is not listed there; the one here is as it was, and what was sent is not sent"
              + " again.");
    }
  }

  /// The backups are there whatever becomes of this.
  private void note(RemoteRepository repository) {
    try {
      var _ = RemoteNote.keep(repository);
    } catch (IOException failed) {
      session
          .console()
          .warning(
              "RECOVERY.txt could not be written to %s: %s"
                  .formatted(store.place(), ErrorText.of(failed)));
    }
  }

  /// So that this host knows without asking. A push is as good where nothing can be written here.
  private void mark(LocalRepository local, BackupId id) {
    try {
      local
          .marks()
          .set(
              new Mark(
                  Mark.Kind.PUSHED,
                  id,
                  session.time().now(),
                  Version.text(),
                  local.marks().manifest(local.open(id)),
                  settings.url().toString()));
    } catch (IOException | Refusal unwritable) {
      session
          .console()
          .explain(
              "Nothing can be written to %s, so `status` will not know of this push."
                  .formatted(local.place()));
    }
  }

  /// Brings a backup into the repository of this host, under the same rules as a restore. The
  /// caller holds its lock.
  ///
  /// @throws Refusal if it is damaged; nothing of it is listed then
  Artifact pull(LocalRepository local, BackupId id) throws Refusal {
    return read(
        "Nothing of it is listed here.",
        repository -> {
          var _ = local.clearPartials();
          Pull pull = new Pull(repository, session.durable(), session.console());
          Pull.Ready ready = pull.prepare(configuration.environment(), id);
          try (Incoming incoming = local.receive(id)) {
            pull.into(ready, incoming.directory());
            Expected expected =
                new Expected(Optional.of(configuration.environment()), Legacy.REFUSED);
            List<Finding> findings = incoming.check(expected, session.console()::advance);
            if (!findings.isEmpty()) {
              throw RemoteWords.damagedThere(
                  id,
                  repository.place(),
                  "is not what its manifest says: " + RemoteWords.lines(findings));
            }
            Artifact artifact = incoming.publish();
            mark(local, id);
            tell(id);
            return artifact;
          }
        });
  }

  private void tell(BackupId id) {
    session
        .console()
        .audit(
            Audit.of(
                "backup_pulled",
                "env",
                configuration.environment().toString(),
                "backup_id",
                id.toString(),
                "remote",
                store.place()));
  }

  /// The backups of this host.
  static LocalRepository local(Session session, Configuration configuration) {
    return new LocalRepository(session.durable(), configuration.backupRoot(), Kind.BACKUP);
  }

  @Override
  public void close() throws IOException {
    store.close();
  }
}
