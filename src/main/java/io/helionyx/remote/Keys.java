package io.helionyx.remote;

import io.helionyx.model.BackupId;
import io.helionyx.model.Environment;
import java.util.Optional;

/// The keys of a repository. `docs/remote-format.md` has them for other programs.
final class Keys {
  /// What the repository is.
  static final String REPOSITORY = "repository.json";

  /// How to recover without this program.
  static final String NOTE = "RECOVERY.txt";

  /// All contents.
  static final String DATA = "data/";

  /// All commits, of every environment.
  static final String BACKUPS = "backups/";

  /// What is to be removed.
  static final String REMOVALS = "removals/";

  /// Written only to be told the store's time.
  static final String CLOCK = REMOVALS + "clock";

  private static final String ZST = ".zst";
  private static final String DONE = ".done";

  private Keys() {}

  /// The commits of one environment; in the order of time.
  static String backups(Environment env) {
    return BACKUPS + env + "/";
  }

  static String commit(Environment env, BackupId id) {
    return backups(env) + id + ZST;
  }

  /// The id of a commit's key; empty where it is none.
  static Optional<BackupId> id(String key) {
    String name = key.substring(key.lastIndexOf('/') + 1);
    return name.endsWith(ZST)
        ? BackupId.tryParse(name.substring(0, name.length() - ZST.length()))
        : Optional.empty();
  }

  /// The first two digits are a directory, since file systems like that better than a million names
  /// in one.
  static String data(ObjectName name, Codec codec) {
    return DATA + name.text().substring(0, 2) + "/" + name + codec.suffix();
  }

  /// The name behind a content's key; empty where it is none of ours.
  static Optional<ObjectName> name(String key, Codec codec) {
    String file = key.substring(key.lastIndexOf('/') + 1);
    if (!file.endsWith(codec.suffix())) {
      return Optional.empty();
    }
    try {
      ObjectName name = new ObjectName(file.substring(0, file.length() - codec.suffix().length()));
      return data(name, codec).equals(key) ? Optional.of(name) : Optional.empty();
    } catch (IllegalArgumentException another) {
      return Optional.empty();
    }
  }

  static String removal(String name) {
    return REMOVALS + name + ZST;
  }

  static boolean isRemoval(String key) {
    return key.endsWith(ZST);
  }

  /// Says that all that `removal` names is removed.
  static String done(String removal) {
    return removal.substring(0, removal.length() - ZST.length()) + DONE;
  }
}
