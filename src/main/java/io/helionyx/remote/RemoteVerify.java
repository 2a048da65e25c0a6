package io.helionyx.remote;

import io.helionyx.artifact.Finding;
import io.helionyx.artifact.Layout;
import io.helionyx.artifact.Manifest;
import io.helionyx.artifact.Meta;
import io.helionyx.artifact.Seal;
import io.helionyx.model.BackupId;
import io.helionyx.model.Environment;
import io.helionyx.model.Notices;
import io.helionyx.model.Refusal;
import io.helionyx.model.RelPath;
import io.helionyx.model.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads every byte of backups in a remote repository, and compares it with their manifests. Files
/// that several backups have in common are read once.
public final class RemoteVerify {
  private final RemoteRepository repository;
  private final Notices notices;
  private final Set<Content> sound = new HashSet<>();

  /// Verifies what is in `repository`.
  public RemoteVerify(RemoteRepository repository, Notices notices) {
    this.repository = repository;
    this.notices = notices;
  }

  /// What a file's bytes are, wherever it lies.
  private record Content(Sha256 sha256, List<Index.Part> parts) {}

  /// What was found. No findings means intact.
  public record Verified(BackupId id, List<Finding> findings, long files, long bytes) {
    /// Keeps a copy.
    public Verified {
      findings = List.copyOf(findings);
    }
  }

  /// Verifies one backup.
  ///
  /// @throws Refusal if there is none, or no identity opens it
  public Verified verify(Environment env, BackupId id) throws IOException, Refusal {
    try {
      RemoteBackup backup = RemoteBackup.open(repository, env, id);
      notices.begin("verify " + id, backup.bytes());
      Reader reader = new Reader();
      new Downloads(repository).run(unread(backup.index()), reader);
      List<Finding> findings = new Check(env, backup.index(), reader).run();
      return new Verified(id, findings, backup.index().files().size(), backup.bytes());
    } catch (Codec.DamagedException damaged) {
      Finding finding = new Finding.BadDocument(RelPath.of("commit"), damaged.getMessage());
      return new Verified(id, List.of(finding), 0, 0);
    } catch (Codec.WrongKeyException wrong) {
      throw RemoteWords.wrongKey(repository.place(), wrong);
    }
  }

  private List<Index.File> unread(Index index) {
    return index.files().stream()
        .filter(file -> isKept(file.path()) || !sound.contains(content(file)))
        .toList();
  }

  private static Content content(Index.File file) {
    return new Content(file.sha256(), file.parts());
  }

  /// Whether the bytes are needed, and not only their digest.
  private static boolean isKept(RelPath path) {
    return path.equals(Layout.MANIFEST) || path.equals(Layout.META);
  }

  /// Digests files as their parts arrive.
  private final class Reader implements Downloads.Sink {
    private final Map<RelPath, byte[]> kept = new HashMap<>();
    private final List<Finding> findings = new ArrayList<>();
    private MessageDigest digest;
    private ByteArrayOutputStream bytes;
    private Optional<Finding> wrong = Optional.empty();
    private Index.File current;

    @Override
    public void begin(Index.File file) {
      current = file;
      digest = Sha256.newDigest();
      bytes = new ByteArrayOutputStream();
      wrong = Optional.empty();
    }

    @Override
    public void part(ByteBuffer piece) {
      notices.advance(piece.remaining());
      if (isKept(current.path())) {
        bytes.write(piece.array(), piece.arrayOffset() + piece.position(), piece.remaining());
      }
      digest.update(piece);
    }

    @Override
    public void bad(String why) {
      wrong = wrong.or(() -> Optional.of(new Finding.Unreadable(current.path(), why)));
    }

    @Override
    public void end(Index.File file) {
      Sha256 found = Sha256.of(digest.digest());
      if (wrong.isEmpty() && !found.equals(file.sha256())) {
        wrong = Optional.of(new Finding.Altered(file.path(), file.sha256(), found));
      }
      wrong.ifPresent(findings::add);
      if (wrong.isEmpty()) {
        sound.add(content(file));
        if (isKept(file.path())) {
          kept.put(file.path(), bytes.toByteArray());
        }
      }
    }
  }

  /// Compares an index, whose files are as it says or have a finding, with the manifest and the
  /// seal.
  private static final class Check {
    private final Environment env;
    private final Index index;
    private final Map<RelPath, byte[]> kept;
    private final List<Finding> findings;

    Check(Environment env, Index index, Reader reader) {
      this.env = env;
      this.index = index;
      this.kept = reader.kept;
      this.findings = reader.findings;
    }

    List<Finding> run() {
      Map<RelPath, Sha256> files = new HashMap<>();
      index.files().forEach(file -> files.put(file.path(), file.sha256()));
      for (RelPath part : List.of(Layout.META, Layout.CONFIG, Layout.MANIFEST)) {
        if (!files.containsKey(part)) {
          findings.add(new Finding.MissingPart(part, Optional.empty()));
        }
      }
      if (kept.containsKey(Layout.MANIFEST)) {
        Manifest.Reading manifest = Manifest.read(kept.get(Layout.MANIFEST));
        findings.addAll(manifest.findings());
        compare(manifest.manifest(), files);
      }
      if (kept.containsKey(Layout.META)) {
        Meta.Reading meta = Meta.read(kept.get(Layout.META));
        findings.addAll(meta.findings());
        meta.meta().ifPresent(this::compare);
      }
      return findings;
    }

    private void compare(Manifest listed, Map<RelPath, Sha256> files) {
      listed
          .paths()
          .forEach(path -> {
            Sha256 promised = listed.digest(path).orElseThrow();
            Sha256 found = files.get(path);
            if (found == null) {
              findings.add(new Finding.Missing(path));
            } else if (!found.equals(promised)) {
              findings.add(new Finding.Altered(path, promised, found));
            }
          });
      for (Index.File file : index.files()) {
        if (!listed.lists(file.path()) && !file.path().equals(Layout.MANIFEST)) {
          findings.add(new Finding.Unlisted(file.path()));
        }
      }
    }

    private void compare(Meta meta) {
      if (!meta.backupId().equals(index.id())) {
        findings.add(new Finding.WrongId(index.id(), meta.backupId()));
      }
      if (meta.env() != env) {
        findings.add(new Finding.WrongEnvironment(env, meta.env()));
      }
      meta.seal().ifPresent(this::compare);
    }

    private void compare(Seal seal) {
      List<Index.File> data =
          index.files().stream().filter(file -> Layout.isData(file.path())).toList();
      compare("files", seal.files(), data.size());
      compare("bytes", seal.bytes(), data.stream().mapToLong(Index.File::bytes).sum());
      compare(
          "directories",
          seal.directories(),
          index.directories().stream().filter(each -> Layout.isData(each.path())).count());
    }

    private void compare(String what, long promised, long counted) {
      if (promised != counted) {
        findings.add(new Finding.SealBroken(what, promised, counted));
      }
    }
  }
}
