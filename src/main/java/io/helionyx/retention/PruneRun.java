package io.helionyx.retention;

import io.helionyx.artifact.Artifact;
import io.helionyx.artifact.Kind;
import io.helionyx.durable.Durable;
import io.helionyx.durable.ErrorText;
import io.helionyx.durable.PathNames;
import io.helionyx.durable.Tree;
import io.helionyx.model.Audit;
import io.helionyx.model.BackupId;
import io.helionyx.model.Ending;
import io.helionyx.model.Environment;
import io.helionyx.model.Notices;
import io.helionyx.model.Problem;
import io.helionyx.model.Refusal;
import io.helionyx.repository.LocalRepository;
import io.helionyx.repository.Mark;
import io.helionyx.repository.Marks;
import io.helionyx.repository.Repository.Entry;
import io.helionyx.repository.Repository.State;
import io.helionyx.retention.Candidate.Fact;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Removes from one repository what a policy does not keep: one artifact after the other, the
/// oldest first, so that whatever stops it leaves whole artifacts only, and the newest of them.
public final class PruneRun {
  private final Durable durable;
  private final LocalRepository repository;
  private final Notices notices;

  /// A run that tells `notices` how it goes.
  public PruneRun(Durable durable, LocalRepository repository, Notices notices) {
    this.durable = durable;
    this.repository = repository;
    this.notices = notices;
  }

  /// Decides; changes nothing.
  ///
  /// @throws IOException if a mark cannot be read: an artifact that may be pinned must not go
  public PrunePlan plan(Policy policy) throws IOException, Refusal {
    List<Candidate> candidates = new ArrayList<>();
    for (Entry entry : repository.list()) {
      candidates.add(new Candidate(entry.id(), facts(entry)));
    }
    List<PrunePlan.Item> items = new ArrayList<>();
    for (Decision decision : Retention.decide(candidates, policy)) {
      items.add(new PrunePlan.Item(decision, decision.isKept() ? 0 : bytes(decision.id())));
    }
    return new PrunePlan(items);
  }

  private Set<Fact> facts(Entry entry) throws IOException {
    if (entry.state() == State.COMPLETE) {
      return factsOfComplete(entry.id());
    }
    return repository.marks().isPinned(entry.id()) ? Set.of(Fact.PINNED) : Set.of();
  }

  /// What is so of a complete artifact, here or where it was brought from here.
  ///
  /// @throws IOException if a mark cannot be read
  public Set<Fact> factsOfComplete(BackupId id) throws IOException {
    Set<Fact> facts = EnumSet.of(Fact.COMPLETE);
    Marks marks = repository.marks();
    Artifact artifact = repository.open(id);
    if (marks.isPinned(id)) {
      facts.add(Fact.PINNED);
    }
    if (marks.find(Mark.Kind.VERIFIED, artifact).isPresent()) {
      facts.add(Fact.VERIFIED);
    }
    if (marks.find(Mark.Kind.DRILLED, artifact).isPresent()) {
      facts.add(Fact.DRILLED);
    }
    return facts;
  }

  private long bytes(BackupId id) throws IOException {
    return Tree.walk(durable.disk(), repository.directory(id), Tree.Skip.NOTHING).files().stream()
        .mapToLong(node -> node.stat().size())
        .sum();
  }

  /// Removes what goes by `policy`. The caller holds the locks of the environment and of the
  /// repository.
  ///
  /// @return what was done; after return it survives power loss
  /// @throws Refusal if one could not be removed; it says how far this came, and every artifact
  ///   that is still listed is whole
  public PrunePlan run(Environment env, Policy policy) throws IOException, Refusal {
    var cleared = repository.clearPartials();
    if (!cleared.isEmpty()) {
      notices.warning(
          "Cleared what interrupted runs left in %s: %d unfinished."
              .formatted(repository.place(), cleared.size()));
    }
    repository.clearMarks();
    PrunePlan plan = plan(policy);
    int removed = 0;
    for (PrunePlan.Item item : plan.removals()) {
      BackupId id = item.decision().id();
      notices.begin("remove " + id, item.bytes());
      try {
        repository.remove(id);
      } catch (IOException failed) {
        throw stopped(id, removed, plan.removals().size(), failed);
      }
      removed++;
      tell(env, id);
    }
    return plan;
  }

  private void tell(Environment env, BackupId id) {
    boolean backup = repository.kind() == Kind.BACKUP;
    notices.audit(
        Audit.of(
            backup ? "backup_removed" : "rollback_removed",
            "env",
            env.toString(),
            backup ? "backup_id" : "rollback_id",
            id.toString(),
            backup ? "backup_dir" : "rollback_dir",
            PathNames.printable(repository.directory(id))));
  }

  private Refusal stopped(BackupId id, int removed, int wanted, IOException failed) {
    return new Refusal(
        Ending.FAILED,
        new Problem(
            "The %s %s in %s could not be removed: %s."
                .formatted(repository.kind().noun(), id, repository.place(), ErrorText.of(failed)),
            "%d of %d were removed before it. It is whole or no longer listed; every other one is as it was."
                .formatted(removed, wanted),
            "Remove the cause, then run this again: it goes on with what is left."),
        failed);
  }
}
