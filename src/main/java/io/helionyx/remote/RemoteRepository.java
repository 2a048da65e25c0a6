package io.helionyx.remote;

import io.helionyx.model.BackupId;
import io.helionyx.model.Ending;
import io.helionyx.model.Environment;
import io.helionyx.model.Problem;
import io.helionyx.model.Refusal;
import io.helionyx.model.Sha256;
import io.helionyx.remote.ObjectStore.Listed;
import io.helionyx.remote.ObjectStore.Put;
import io.helionyx.remote.RepositoryFile.Encryption;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Backups in a store, in the format of `docs/remote-format.md`: contents, each once, and a commit
/// for each backup.
public final class RemoteRepository {
  /// The grid on which files are compared with what is there, in bytes (ADR 0012).
  static final int BLOCK = 128 << 10;

  /// The largest content that is written, in bytes: whole blocks of one file.
  static final int CONTENT = 4 << 20;

  /// The largest that is read: other writers may make larger ones.
  static final int LARGEST = 64 << 20;

  private static final int COMMIT_LIMIT = 256 << 20;

  private final ObjectStore store;
  private final RepositoryFile file;
  private final Codec codec;
  private final Naming naming;

  private RemoteRepository(ObjectStore store, RepositoryFile file, Codec codec, Naming naming) {
    this.store = store;
    this.file = file;
    this.codec = codec;
    this.naming = naming;
  }

  /// What opens contents, and closes them.
  ///
  /// @param age empty where the operator gave neither recipients nor an identity
  /// @param naming by the key of this host
  public record Keyring(Optional<AgeCodec> age, boolean recipients, Naming naming) {
    /// For a repository that is not encrypted.
    public static final Keyring NONE = new Keyring(Optional.empty(), false, Naming.PLAIN);
  }

  /// Opens the repository in `store` to read from it.
  ///
  /// @throws Refusal if there is none
  public static RemoteRepository open(ObjectStore store, Keyring keys) throws IOException, Refusal {
    Optional<RepositoryFile> found = RepositoryFile.find(store);
    if (found.isEmpty()) {
      throw new Refusal(
          Ending.NO_SUCH_BACKUP,
          new Problem(
              "There is no repository in %s yet.".formatted(store.place()),
              "Nothing was changed.",
              "`push` makes one. If there should be one already, check HELIONYX_REMOTE."));
    }
    return of(store, found.get(), keys);
  }

  /// Opens the repository in `store` to push to it; makes one where the place is empty.
  ///
  /// @throws Refusal if the place is not empty and not ours, or not encrypted as the operator says
  public static RemoteRepository openOrCreate(ObjectStore store, Keyring keys, Instant now)
      throws IOException, Refusal {
    Encryption wanted = keys.recipients ? Encryption.AGE : Encryption.NONE;
    Optional<RepositoryFile> found = RepositoryFile.find(store);
    if (found.isEmpty()) {
      if (!store.list("", "").objects().isEmpty()) {
        throw notEmpty(store.place());
      }
      // Somebody else may make it at the same moment; whoever was first has said what it is.
      var _ = store.putIfAbsent(Keys.REPOSITORY, RepositoryFile.create(wanted, now).toBytes());
      found = RepositoryFile.find(store);
    }
    RepositoryFile file = found.orElseThrow(() -> notKept(store.place()));
    if (file.encryption() != wanted) {
      throw otherEncryption(store.place(), file.encryption());
    }
    return of(store, file, keys);
  }

  private static RemoteRepository of(ObjectStore store, RepositoryFile file, Keyring keys) {
    boolean encrypted = file.encryption() == Encryption.AGE;
    Codec codec = encrypted ? keys.age.map(Codec.class::cast).orElse(Locked.AGE) : Codec.ZSTD;
    return new RemoteRepository(store, file, codec, encrypted ? keys.naming : Naming.PLAIN);
  }

  private static Refusal notEmpty(String place) {
    return new Refusal(
        Ending.USAGE,
        new Problem(
            "%s is not empty, and has no repository.json: it is not a repository of this program."
                .formatted(place),
            "Nothing was written there.",
            "Point HELIONYX_REMOTE to a prefix or directory of its own."));
  }

  private static StoreException notKept(String place) {
    return new StoreException(
        StoreException.Kind.OTHER, place + " does not give back what was written a moment before");
  }

  private static Refusal otherEncryption(String place, Encryption found) {
    boolean encrypted = found == Encryption.AGE;
    return new Refusal(
        Ending.USAGE,
        new Problem(
            encrypted
                ? "The repository %s is encrypted, and HELIONYX_AGE_RECIPIENTS is not set."
                    .formatted(place)
                : "HELIONYX_AGE_RECIPIENTS is set, and the repository %s is not encrypted."
                    .formatted(place),
            "Nothing was sent.",
            encrypted
                ? "Set it to the recipients that may read the backups, age1… with commas between"
                    + " them."
                : "Point HELIONYX_REMOTE to an empty place: encrypted backups need a repository of"
                    + " their own."));
  }

  /// The store, for what is not about contents and commits.
  public ObjectStore store() {
    return store;
  }

  /// Where it is, for a person.
  public String place() {
    return store.place();
  }

  /// Whether contents are encrypted.
  public boolean isEncrypted() {
    return file.encryption() == Encryption.AGE;
  }

  Codec codec() {
    return codec;
  }

  /// Which repository it is, wherever it lies.
  public String id() {
    return file.id();
  }

  /// The ids of the backups of `env`, the newest last.
  public List<BackupId> ids(Environment env) throws IOException {
    return all(Keys.backups(env)).stream().flatMap(each -> Keys.id(each.key()).stream()).toList();
  }

  /// Every object whose key begins with `prefix`.
  List<Listed> all(String prefix) throws IOException {
    List<Listed> all = new ArrayList<>();
    ObjectStore.Page page = store.list(prefix, "");
    all.addAll(page.objects());
    while (page.more()) {
      page = store.list(prefix, all.getLast().key());
      all.addAll(page.objects());
    }
    return all;
  }

  /// The commit of a backup; empty where there is none.
  Optional<Commit> commit(Environment env, BackupId id) throws IOException {
    return read(Keys.commit(env, id), COMMIT_LIMIT, Commit::read);
  }

  /// Makes a backup count.
  Put commit(Environment env, BackupId id, Commit commit) throws IOException {
    return store.putIfAbsent(Keys.commit(env, id), commit.toBytes());
  }

  /// Takes the names of backups away; their contents stay until nobody needs them.
  void forget(Environment env, List<BackupId> ids) throws IOException {
    List<String> keys = ids.stream().map(id -> Keys.commit(env, id)).toList();
    for (int i = 0; i < keys.size(); i += ObjectStore.PAGE) {
      store.delete(keys.subList(i, Math.min(keys.size(), i + ObjectStore.PAGE)));
    }
  }

  /// The first name of a content.
  ObjectName name(Sha256 content) {
    return ObjectName.of(naming.name(content));
  }

  boolean has(ObjectName name) throws IOException {
    return store.exists(Keys.data(name, codec));
  }

  /// Stores a content under its name, unless it is there.
  ///
  /// @param room to pack it in
  /// @return how many bytes were sent for it
  int add(ObjectName name, ByteBuffer content, Codec.Room room) throws IOException {
    ByteBuffer stored = codec.pack(content, room);
    var _ = store.putIfAbsent(Keys.data(name, codec), stored); // EXISTS: the same content is there
    return stored.remaining();
  }

  /// A content; empty where there is none of this name.
  ///
  /// @throws Codec.DamagedException if its stored bytes are not what was stored
  Optional<byte[]> content(ObjectName name, int limit) throws IOException {
    // What does not compress grows a little, and encryption adds a header and 16 bytes in 64 KiB.
    long most = Math.min(Integer.MAX_VALUE - 8L, limit + limit / 64 + (64L << 10));
    return read(Keys.data(name, codec), (int) most, stored -> codec.unpack(stored, limit));
  }

  /// What an object means.
  interface Reading<T> {
    /// @throws Codec.DamagedException if these bytes are none that were stored
    T of(byte[] stored) throws IOException;
  }

  /// Reads an object. What is damaged is asked for once more: a store may be as good as it was, and
  /// the way from it not.
  <T> Optional<T> read(String key, int limit, Reading<T> reading) throws IOException {
    Optional<byte[]> stored = store.get(key, limit);
    if (stored.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(reading.of(stored.get()));
    } catch (Codec.DamagedException perhapsOnTheWay) {
      Optional<byte[]> again = store.get(key, limit);
      return again.isEmpty() ? Optional.empty() : Optional.of(reading.of(again.get()));
    }
  }

  /// Stands in where there is no key: whoever lists or prunes needs none.
  private enum Locked implements Codec {
    AGE;

    @Override
    public String suffix() {
      return ".zst.age";
    }

    @Override
    public byte[] pack(byte[] content) throws IOException {
      throw new WrongKeyException("no recipient was given", null);
    }

    @Override
    public ByteBuffer pack(ByteBuffer content, Room room) throws IOException {
      throw new WrongKeyException("no recipient was given", null);
    }

    @Override
    public byte[] unpack(byte[] stored, int limit) throws IOException {
      throw new WrongKeyException("no identity was given", null);
    }
  }
}
