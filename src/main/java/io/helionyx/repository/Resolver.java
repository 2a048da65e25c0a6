package io.helionyx.repository;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import io.helionyx.artifact.Kind;
import io.helionyx.model.BackupId;
import io.helionyx.model.Ending;
import io.helionyx.model.Problem;
import io.helionyx.model.Refusal;
import io.helionyx.model.RelPath;
import io.helionyx.repository.Repository.Entry;
import io.helionyx.repository.Repository.State;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// From what a person typed to an id. What is no id is refused by its form alone, before anything
/// is read: such a text must never come near a path.
final class Resolver {
  private static final Pattern LATEST = Pattern.compile("latest(?:~([0-9]{1,9}))?");
  private static final Pattern BEGINNING =
      Pattern.compile("[0-9]{1,8}|[0-9]{8}T[0-9]{0,6}|[0-9]{8}T[0-9]{6}Z");
  private static final int ID_LENGTH = 16;
  private static final int SHOWN = 60; // characters of what was typed
  private static final int NAMED = 3; // ids in a message

  private Resolver() {}

  static BackupId resolve(Shelf repository, String text) throws IOException, Refusal {
    Matcher latest = LATEST.matcher(text);
    if (latest.matches()) {
      return latest(repository, latest.group(1) == null ? 0 : Integer.parseInt(latest.group(1)));
    }
    boolean whole = text.length() == ID_LENGTH;
    if (!BEGINNING.matcher(text).matches() || (whole && BackupId.tryParse(text).isEmpty())) {
      throw notAnId(text);
    }
    return beginningWith(repository, text);
  }

  private static Refusal notAnId(String text) {
    String start = text.substring(0, Math.min(SHOWN, text.length()));
    String shown =
        RelPath.printable(start.getBytes(UTF_8)) + (text.length() > start.length() ? "…" : "");
    return new Refusal(
        Ending.USAGE,
        new Problem(
            "'" + shown + "' is not a backup id.",
            "Nothing was read and nothing was changed.",
            "Give an id like 20260211T201530Z, the beginning of one, `latest` or `latest~1`; `list`"
                + " shows all."));
  }

  /// The complete ones, the newest first.
  static List<BackupId> newestFirst(Shelf repository) throws IOException, Refusal {
    List<Entry> entries = repository.list().reversed();
    Optional<Entry> newest =
        entries.stream().filter(entry -> entry.state() != State.INCOMPLETE).findFirst();
    if (newest.isPresent() && newest.get().state() == State.UNREADABLE) {
      throw new Refusal(
          Ending.FAILED,
          new Problem(
              "The newest "
                  + repository.kind().noun()
                  + " "
                  + newest.get().id()
                  + " in "
                  + repository.place()
                  + " cannot be read by this user.",
              "Nothing was changed. An older one was not taken in its place.",
              "Run this as the user that made it, or give the id of another one."));
    }
    return entries.stream()
        .filter(entry -> entry.state() == State.COMPLETE)
        .map(Entry::id)
        .toList();
  }

  private static BackupId latest(Shelf repository, int back) throws IOException, Refusal {
    List<BackupId> all = newestFirst(repository);
    if (all.isEmpty()) {
      throw none(repository);
    }
    if (back >= all.size()) {
      String count = all.size() == 1 ? "is only 1 " : "are only " + all.size() + " ";
      throw absent(
          "There " + count + "complete in " + repository.place() + ", so no latest~" + back + ".",
          all);
    }
    return all.get(back);
  }

  private static BackupId beginningWith(Shelf repository, String text) throws IOException, Refusal {
    List<BackupId> all = repository.list().reversed().stream().map(Entry::id).toList();
    List<BackupId> meant = all.stream().filter(id -> id.toString().startsWith(text)).toList();
    if (all.isEmpty()) {
      throw none(repository);
    }
    if (meant.isEmpty()) {
      throw absent(
          "There is no "
              + repository.kind().noun()
              + " "
              + text
              + " in "
              + repository.place()
              + ".",
          all);
    }
    if (meant.size() > 1) {
      throw new Refusal(
          Ending.USAGE,
          new Problem(
              "'" + text + "' is the beginning of " + meant.size() + " ids: " + some(meant) + ".",
              "Nothing was changed.",
              "Give more of the id."));
    }
    return meant.getFirst();
  }

  private static Refusal none(Shelf repository) {
    String next =
        repository.kind() == Kind.BACKUP
            ? "Make one with `backup`. If there should be one already, check ENV, BACKUP_ROOT and"
                + " the project directory (-C)."
            : "A restore makes one before it changes anything. If there should be one already,"
                + " check ENV and the project directory (-C).";
    return new Refusal(
        Ending.NO_SUCH_BACKUP,
        new Problem(
            "There is no " + repository.kind().noun() + " in " + repository.place() + ".",
            "Nothing was changed.",
            next));
  }

  private static Refusal absent(String what, List<BackupId> newestFirst) {
    String these = newestFirst.size() == 1 ? "The only one is " : "The newest are ";
    return new Refusal(
        Ending.NO_SUCH_BACKUP,
        new Problem(
            what, "Nothing was changed.", these + some(newestFirst) + "; `list` shows all."));
  }

  private static String some(List<BackupId> newestFirst) {
    return newestFirst.stream().limit(NAMED).map(BackupId::toString).collect(joining(", "))
        + (newestFirst.size() > NAMED ? ", …" : "");
  }
}
