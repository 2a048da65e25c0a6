package io.helionyx.remote;

import io.helionyx.artifact.Artifact;
import io.helionyx.artifact.Artifact.Expected;
import io.helionyx.artifact.Artifact.Legacy;
import io.helionyx.artifact.Artifact.Structure;
import io.helionyx.artifact.Finding;
import io.helionyx.artifact.Layout;
import io.helionyx.durable.Disk;
import io.helionyx.durable.Durable;
import io.helionyx.durable.Time;
import io.helionyx.durable.Tree;
import io.helionyx.model.Audit;
import io.helionyx.model.BackupId;
import io.helionyx.model.Environment;
import io.helionyx.model.Notices;
import io.helionyx.model.Refusal;
import io.helionyx.model.Sha256;
import io.helionyx.remote.ObjectStore.Put;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Brings artifacts into a remote repository, one after the other. Contents first, then the index,
/// and the commit last: until that is there nothing is listed, and a push that was interrupted can
/// be run again.
///
/// *Must*: a name that a commit holds was in no list of [Removals] when the push looked last, not
/// longer than [Removals#LOOK_LIMIT] before the commit.
public final class Push {
  private static final int ATTEMPTS = 3; // each needs a prune that begins during the one before

  private final RemoteRepository repository;
  private final Durable durable;
  private final Notices notices;
  private final Removals removals;
  private final Known known = new Known();
  private long objects;
  private long bytes;

  /// Pushes to `repository`.
  public Push(RemoteRepository repository, Durable durable, Time time, Notices notices) {
    this.repository = repository;
    this.durable = durable;
    this.notices = notices;
    this.removals = new Removals(repository, time);
  }

  /// A backup that is off the host.
  ///
  /// @param sent whether it was not there before
  /// @param objects that were sent for it
  /// @param bytes of these, as stored
  public record Pushed(BackupId id, boolean sent, long objects, long bytes) {}

  /// Pushes one backup. Every byte that is read is compared with the manifest, so what is listed
  /// there is what was backed up here.
  ///
  /// @throws Refusal if the artifact is damaged, or another backup has its id; nothing is listed
  /// @throws IOException if the store fails; the same
  public Pushed push(Artifact artifact, Environment env) throws IOException, Refusal {
    Structure structure = artifact.structure(new Expected(Optional.of(env), Legacy.REFUSED));
    if (!structure.findings().isEmpty()) {
      throw RemoteWords.damagedHere(artifact, structure.findings());
    }
    Optional<Commit> there = repository.commit(env, artifact.id());
    if (there.isPresent()) {
      return same(artifact, there.get());
    }
    objects = 0;
    bytes = 0;
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      removals.look();
      learn(env);
      Commit commit = send(artifact, structure, env);
      if (removals.isStale()) {
        throw RemoteWords.tooSlow(artifact.id(), repository.place());
      }
      removals.look();
      if (!removals.isAnyGivenUp(commit.all())) {
        return commit(artifact, env, commit);
      }
    }
    throw RemoteWords.pruned(artifact.id(), repository.place());
  }

  private Pushed commit(Artifact artifact, Environment env, Commit commit)
      throws IOException, Refusal {
    Put put = repository.commit(env, artifact.id(), commit); // the line that makes it count
    if (put == Put.EXISTS) {
      return same(artifact, repository.commit(env, artifact.id()).orElse(commit));
    }
    notices.audit(
        Audit.of(
            "backup_pushed",
            "env",
            env.toString(),
            "backup_id",
            artifact.id().toString(),
            "remote",
            repository.place()));
    return new Pushed(artifact.id(), true, objects, bytes);
  }

  /// The manifest is what a backup is.
  private Pushed same(Artifact artifact, Commit there) throws IOException, Refusal {
    if (!there.manifest().equals(manifest(artifact))) {
      throw RemoteWords.another(artifact.id(), repository);
    }
    return new Pushed(artifact.id(), false, 0, 0);
  }

  private String manifest(Artifact artifact) throws IOException {
    return repository.name(durable.hash(artifact.at(Layout.MANIFEST)).sha256()).base();
  }

  /// What the newest backup there consists of need not be sent again.
  private void learn(Environment env) throws IOException {
    known.forget(removals::isGivenUp);
    if (!known.isEmpty()) {
      return; // of the backup that was pushed before this one
    }
    List<BackupId> ids = repository.ids(env);
    Optional<Commit> newest =
        ids.isEmpty() ? Optional.empty() : repository.commit(env, ids.getLast());
    newest.ifPresent(commit -> known.learn(commit, removals::isGivenUp));
  }

  private Commit send(Artifact artifact, Structure structure, Environment env)
      throws IOException, Refusal {
    List<Index.Directory> directories =
        structure.tree().directories().stream()
            .map(node -> new Index.Directory(node.path(), node.stat().modified().toInstant()))
            .toList();
    List<Tree.Node> nodes = structure.tree().files();
    notices.begin(
        "push " + artifact.id(), nodes.stream().mapToLong(node -> node.stat().size()).sum());
    known.begin();
    boolean sent = false;
    List<Node> sources = nodes.stream().map(node -> new Node(artifact, node)).toList();
    try (Uploads uploads = new Uploads(repository);
        Reading reading = new Reading(repository, known, uploads.spare(), sources)) {
      Cutter cutter = new Cutter(repository, removals, known, uploads);
      List<Index.File> files = new ArrayList<>();
      for (Node source : sources) {
        files.add(file(structure, source, cutter.cut(reading, source)));
        notices.advance(source.size());
      }
      SortedMap<ObjectName, Commit.Content> needed = new TreeMap<>(cutter.needed());
      byte[] content = new Index(env, artifact.id(), directories, files).toBytes();
      ObjectName index = cutter.send(Sha256.hash(content), content);
      uploads.finish();
      objects += uploads.objects();
      bytes += uploads.bytes();
      sent = true;
      return new Commit(index, manifest(artifact), needed);
    } finally {
      if (!sent) {
        known.clear(); // who knows how much of it is there
      }
    }
  }

  private static Index.File file(Structure structure, Node source, Cutter.Cut cut) throws Refusal {
    Tree.Node node = source.node;
    Optional<Sha256> promised = structure.manifest().digest(node.path()); // none of itself
    if (promised.filter(its -> !its.equals(cut.sha256())).isPresent()) {
      throw RemoteWords.damagedHere(
          source.artifact, List.of(new Finding.Altered(node.path(), promised.get(), cut.sha256())));
    }
    return new Index.File(
        node.path(), node.stat().modified().toInstant(), cut.bytes(), cut.sha256(), cut.parts());
  }

  /// A file of the artifact that is pushed.
  private final class Node implements Reading.Source {
    private final Artifact artifact;
    private final Tree.Node node;

    Node(Artifact artifact, Tree.Node node) {
      this.artifact = artifact;
      this.node = node;
    }

    @Override
    public Disk.Input open() throws IOException, Refusal {
      try {
        return durable.disk().openRead(artifact.at(node.path()));
      } catch (NoSuchFileException gone) { // where no lock could be had, a prune may come
        throw RemoteWords.goneHere(artifact, gone);
      }
    }

    @Override
    public long size() {
      return node.stat().size();
    }
  }
}
