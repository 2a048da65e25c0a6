package io.helionyx.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.helionyx.artifact.Kind;
import io.helionyx.process.Strace.Call;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the kernel was asked for, in its order: bytes are flushed before the name that makes them
/// visible, and the directory of that name after it.
class OrderOfCallsIT {
  @TempDir Path temporary;

  private Scene scene;

  @BeforeEach
  void copyTheReference() throws IOException {
    Strace.assume();
    scene = Scene.small(temporary.resolve("project"));
  }

  private List<Call> trace(String... words) throws IOException {
    Path log = Files.createDirectory(temporary.resolve(words[0])).resolve("trace");
    // With one processor all is done by one thread, so all of it is seen.
    scene
        .program()
        .with("_JAVA_OPTIONS", "-XX:ActiveProcessorCount=1")
        .through(Strace.recording(log))
        .run(words)
        .expect(0);
    List<Call> calls =
        Strace.read(log, scene.directory()).stream()
            .filter(call -> call.touches(scene.directory()))
            .filter(call -> !call.text().contains("= -1 "))
            .toList();
    assertThat(calls).hasSizeGreaterThan(30);
    return calls;
  }

  private static int last(List<Call> calls, String name, String text) {
    for (int i = calls.size() - 1; i >= 0; i--) {
      if (calls.get(i).name().startsWith(name) && calls.get(i).text().contains(text)) {
        return i;
      }
    }
    throw new AssertionError("no " + name + " with " + text + " in\n" + joined(calls));
  }

  private static String joined(List<Call> calls) {
    return String.join("\n", calls.stream().map(Call::toString).toList());
  }

  /// Everything written, made or linked below `root` before the call number `before` was flushed
  /// between its last change and that call: each file, and each directory that got a name.
  private static void assertFlushed(List<Call> calls, String root, int before) {
    Set<String> unflushed = new LinkedHashSet<>();
    for (Call call : calls.subList(0, before)) {
      String path = call.path();
      switch (call.name()) {
        case "syncfs" -> unflushed.clear();
        case "fsync", "fdatasync" -> unflushed.remove(path);
        case "write", "pwrite64", "ftruncate" -> unflushed.add(path);
        case "mkdir", "mkdirat", "link", "linkat" -> {
          unflushed.add(path);
          unflushed.add(parent(path));
        }
        case "rename", "renameat", "renameat2" -> {
          if (unflushed.remove(call.paths().getFirst())) { // what it holds goes with it
            unflushed.add(call.paths().getLast());
          }
          call.paths().forEach(it -> unflushed.add(parent(it)));
        }
        case "unlink", "unlinkat", "rmdir" -> call.paths().forEach(it -> unflushed.add(parent(it)));
        case "open", "openat" -> {
          if (call.text().contains("O_CREAT")) {
            unflushed.add(path);
            unflushed.add(parent(path));
          }
        }
        default -> {}
      }
    }
    unflushed.removeIf(path -> !(path + "/").startsWith(root + "/") || path.endsWith(".lock"));
    unflushed.remove(parent(calls.get(before).path())); // that call changes it anyway
    // Gone again: nothing of it needs to last.
    unflushed.removeIf(path -> removed(calls.subList(0, before), path));
    assertThat(unflushed).as("not flushed before %s", calls.get(before)).isEmpty();
  }

  private static boolean removed(List<Call> calls, String path) {
    return calls.stream()
        .anyMatch(call ->
            (call.name().startsWith("unlink") || call.name().equals("rmdir"))
                && call.path().equals(path));
  }

  private static String parent(String path) {
    return path.substring(0, path.lastIndexOf('/'));
  }

  private static void assertDirectoryFlushedNext(List<Call> calls, int renamed) {
    String directory = parent(calls.get(renamed).path());
    for (Call call : calls.subList(renamed + 1, calls.size())) {
      if (call.name().equals("fsync") && call.path().equals(directory)) {
        return;
      }
      if (call.name().startsWith("open") && !call.text().contains("O_CREAT")) {
        continue; // to flush it, it is opened
      }
      throw new AssertionError(call + " before " + directory + " is flushed");
    }
    throw new AssertionError(directory + " is never flushed after " + calls.get(renamed));
  }

  /// The files made below `root`, in the order of their first byte.
  private static List<String> made(List<Call> calls, String root) {
    List<String> made = new ArrayList<>();
    for (Call call : calls) {
      if (call.text().contains("O_CREAT") && call.path().startsWith(root + "/")) {
        made.add(call.path().substring(root.length() + 1));
      }
    }
    return made;
  }

  @Test
  @Tag("A7")
  @DisplayName("A7 a backup gets its name when all of it is flushed, manifest written last")
  void backup() throws Exception {
    List<Call> calls = trace("backup", "--quiet");
    String id = scene.listed(Kind.BACKUP).getFirst();
    String partial = scene.root(Kind.BACKUP).resolve("." + id + ".partial").toString();

    int named = last(calls, "rename", partial);

    assertThat(calls.get(named).path()).endsWith("/" + id);
    assertThat(calls.get(named).text()).contains("RENAME_NOREPLACE");
    assertFlushed(calls, partial, named);
    assertDirectoryFlushedNext(calls, named);
    assertThat(made(calls, partial)).endsWith("meta.json", "config.json", "manifest.sha256");
    for (Call call : calls.subList(named + 1, calls.size())) {
      assertThat(call.name())
          .as("%s, after the name is given", call)
          .isIn("open", "openat", "fsync");
    }
    assertThat(calls.stream().filter(call -> changes(call, scene.events())).toList()).isEmpty();
    assertThat(calls.stream().filter(call -> changes(call, scene.projections())).toList())
        .isEmpty();
  }

  private static boolean changes(Call call, Path directory) {
    boolean flushOrRead =
        call.name().equals("fsync")
            || (call.name().startsWith("open")
                && !call.text().matches(".*O_(CREAT|WRONLY|RDWR|TRUNC).*"));
    return call.touches(directory) && !flushOrRead;
  }

  @Test
  @Tag("C6")
  @DisplayName(
      "C6 a restore flushes the new trees, the rollback point and the journal before it begins")
  void restore() throws Exception {
    String id = scene.program().run("backup", "--quiet").expect(0).id();
    scene.damage();
    List<Call> calls = trace("restore", id, "--quiet");
    String root = scene.root(Kind.ROLLBACK).toString();
    String rollback = root + "/" + scene.listed(Kind.ROLLBACK).getFirst();
    String journal = root + "/.restore-journal";
    String partial = rollback.replace(root + "/", root + "/.") + ".partial";

    int point = last(calls, "rename", "\"" + rollback + "\"");
    int promised = after(calls, last(calls, "write", "phase=committing"), "rename", journal);
    int done = after(calls, last(calls, "write", "phase=committed"), "rename", journal);
    List<Integer> changes = new ArrayList<>();
    for (Path target : List.of(scene.events(), scene.projections())) {
      changes.add(last(calls, "rename", "\"" + target + "\""));
    }

    assertFlushed(calls, partial, point);
    assertDirectoryFlushedNext(calls, point);
    assertThat(made(calls, partial)).endsWith("meta.json", "config.json", "manifest.sha256");
    assertThat(promised).as("the rollback point is before the promise").isGreaterThan(point);
    assertFlushed(calls, scene.directory().toString(), promised);
    assertDirectoryFlushedNext(calls, promised);
    for (int change : changes) {
      assertThat(change).isBetween(promised, done);
      assertFlushed(calls, scene.directory().toString(), changes.getFirst());
      assertThat(flushed(calls.subList(change, done))).contains(parent(calls.get(change).path()));
    }
    assertDirectoryFlushedNext(calls, done);
    int removing = first(calls, "unlink", "helionyx-restore/");
    assertThat(removing).as("the old trees go when the end is written").isGreaterThan(done);
    assertThat(first(calls, "chmod", rollback + "/events")).isGreaterThan(done);
    assertThat(last(calls, "unlink", journal)).as("the journal goes last").isGreaterThan(removing);
  }

  private static int after(List<Call> calls, int from, String name, String path) {
    for (int i = from; i < calls.size(); i++) {
      if (calls.get(i).name().startsWith(name) && calls.get(i).path().equals(path)) {
        return i;
      }
    }
    throw new AssertionError("no " + name + " of " + path + " in\n" + joined(calls));
  }

  private static int first(List<Call> calls, String name, String text) {
    for (int i = 0; i < calls.size(); i++) {
      if (calls.get(i).name().startsWith(name) && calls.get(i).text().contains(text)) {
        return i;
      }
    }
    throw new AssertionError("no " + name + " with " + text + " in\n" + joined(calls));
  }

  private static List<String> flushed(List<Call> calls) {
    return calls.stream().filter(call -> call.name().equals("fsync")).map(Call::path).toList();
  }
}
