package io.helionyx.remote;

import io.helionyx.artifact.Artifact;
import io.helionyx.artifact.Artifact.Expected;
import io.helionyx.artifact.Artifact.Legacy;
import io.helionyx.artifact.Artifact.Structure;
import io.helionyx.artifact.Finding;
import io.helionyx.artifact.Layout;
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
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

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
  private final Map<String, ObjectName> known =
      new HashMap<>(); // by base: there, as far as we know
  private final Map<String, ObjectName> sending = new HashMap<>(); // the same, under way
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

  /// The manifest is what a backup is; if the commit needs its content, it is this backup's.
  private Pushed same(Artifact artifact, Commit there) throws IOException, Refusal {
    Sha256 manifest = durable.hash(artifact.at(Layout.MANIFEST)).sha256();
    String base = repository.name(manifest).base();
    if (there.names().stream().noneMatch(name -> name.base().equals(base))) {
      throw RemoteWords.another(artifact.id(), repository);
    }
    return new Pushed(artifact.id(), false, 0, 0);
  }

  /// What the newest backup there consists of need not be sent again.
  private void learn(Environment env) throws IOException {
    known.values().removeIf(removals::isGivenUp);
    if (!known.isEmpty()) {
      return; // of the backup that was pushed before this one
    }
    List<BackupId> ids = repository.ids(env);
    Optional<Commit> newest =
        ids.isEmpty() ? Optional.empty() : repository.commit(env, ids.getLast());
    newest.ifPresent(commit ->
        commit.names().stream()
            .filter(name -> !removals.isGivenUp(name))
            .forEach(name -> known.put(name.base(), name)));
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
    sending.clear();
    try (Uploads uploads = new Uploads(repository)) {
      List<Index.File> files = new ArrayList<>();
      for (Tree.Node node : nodes) {
        files.add(file(artifact, structure, node, uploads));
        notices.advance(node.stat().size());
      }
      Index index = new Index(env, artifact.id(), directories, files);
      byte[] content = index.toBytes();
      ObjectName name = send(Sha256.hash(content), content, uploads);
      uploads.finish();
      objects += uploads.objects();
      bytes += uploads.bytes();
      known.putAll(sending); // only now are they there
      SortedSet<ObjectName> names = new TreeSet<>();
      files.forEach(file -> file.parts().forEach(part -> names.add(part.name())));
      return new Commit(name, names);
    }
  }

  private Index.File file(Artifact artifact, Structure structure, Tree.Node node, Uploads uploads)
      throws IOException, Refusal {
    MessageDigest whole = Sha256.newDigest();
    List<Index.Part> parts = new ArrayList<>();
    long length = 0;
    try (FileChannel in = open(artifact, node)) {
      byte[] content = next(in, node.stat().size());
      while (content.length > 0) {
        if (removals.isDue()) {
          removals.look();
        }
        whole.update(content);
        Sha256 sha256 = Sha256.hash(content);
        parts.add(new Index.Part(sha256, content.length, send(sha256, content, uploads)));
        length += content.length;
        content = next(in, node.stat().size() - length);
      }
    }
    Sha256 found = Sha256.of(whole.digest());
    Sha256 promised = structure.manifest().entries().get(node.path());
    if (promised != null && !promised.equals(found)) { // the manifest itself has no line
      throw RemoteWords.damagedHere(
          artifact, List.of(new Finding.Altered(node.path(), promised, found)));
    }
    return new Index.File(node.path(), node.stat().modified().toInstant(), length, found, parts);
  }

  private FileChannel open(Artifact artifact, Tree.Node node) throws IOException, Refusal {
    try {
      return durable.disk().openRead(artifact.at(node.path()));
    } catch (NoSuchFileException gone) { // no lock is held: a prune may have come
      throw RemoteWords.goneHere(artifact, gone);
    }
  }

  /// The next bytes on the grid; empty at the end.
  private static byte[] next(FileChannel in, long left) throws IOException {
    ByteBuffer part = ByteBuffer.allocate(Math.clamp(left, 0, RemoteRepository.PART));
    while (part.hasRemaining() && in.read(part) >= 0) {}
    return part.hasRemaining() ? Arrays.copyOf(part.array(), part.position()) : part.array();
  }

  private ObjectName send(Sha256 sha256, byte[] content, Uploads uploads) throws IOException {
    ObjectName first = repository.name(sha256);
    ObjectName there = known.getOrDefault(first.base(), sending.get(first.base()));
    if (there != null) {
      return there;
    }
    ObjectName name = first;
    while (removals.isGivenUp(name)) {
      name = name.next();
    }
    sending.put(name.base(), name);
    uploads.add(name, content);
    return name;
  }
}
