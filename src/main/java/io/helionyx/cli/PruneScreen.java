package io.helionyx.cli;

import io.helionyx.model.Environment;
import io.helionyx.repository.Shelf;
import io.helionyx.retention.Decision;
import io.helionyx.retention.PrunePlan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a prune does or did, as lines of 80 columns and as keys.
record PruneScreen(Shelf shelf, PrunePlan plan, Instant now) {
  private static final String ROW = "%-16s  %-22s  %-6s  %s";
  private static final int REASONS = 30; // columns that are left of 80

  Console.Answer answer(Environment env, boolean confirmed) {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("env", env);
    keys.put("kind", shelf.kind());
    keys.put("directory", shelf.place());
    keys.put("dry_run", !confirmed);
    keys.put("artifacts", artifacts());
    keys.put("removed", plan.removals().size());
    keys.put("kept", plan.items().size() - plan.removals().size());
    keys.put("bytes", plan.bytes());
    return new Console.Answer(lines(), keys);
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    if (!plan.items().isEmpty()) {
      lines.add(ROW.formatted("ID", "MADE", "", "WHY"));
    }
    plan.items().forEach(item -> add(lines, item));
    return lines;
  }

  private void add(List<String> lines, PrunePlan.Item item) {
    Decision decision = item.decision();
    List<String> reasons =
        decision.isKept()
            ? wrapped(decision.reasons())
            : List.of(item.bytes() > 0 ? "no rule, " + Words.size(item.bytes()) : "no rule");
    String age = Words.age(decision.id().cutAt(), now);
    String verb = decision.isKept() ? "keep" : "remove";
    lines.add(ROW.formatted(decision.id(), age, verb, reasons.getFirst()));
    reasons.stream().skip(1).forEach(more -> lines.add(ROW.formatted("", "", "", more)));
  }

  private static List<String> wrapped(List<String> reasons) {
    List<String> lines = new ArrayList<>();
    String line = "";
    for (String reason : reasons) {
      String longer = line.isEmpty() ? reason : line + ", " + reason;
      if (longer.length() < REASONS || line.isEmpty()) { // one less: a comma may follow
        line = longer;
      } else {
        lines.add(line + ",");
        line = reason;
      }
    }
    lines.add(line);
    return lines;
  }

  List<Map<String, Object>> artifacts() {
    return plan.items().stream().map(PruneScreen::keys).toList();
  }

  private static Map<String, Object> keys(PrunePlan.Item item) {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("id", item.decision().id());
    keys.put("action", item.decision().isKept() ? "keep" : "remove");
    keys.put("reasons", item.decision().reasons());
    keys.put("bytes", item.bytes());
    return keys;
  }

  /// One or two sentences.
  String outcome(boolean confirmed) {
    int removed = plan.removals().size();
    String all = Words.count(plan.items().size(), shelf.kind().noun());
    if (removed == 0) {
      return plan.items().isEmpty()
          ? "There is no %s in %s.".formatted(shelf.kind().noun(), shelf.place())
          : "Nothing to remove: all of %s are kept.".formatted(all);
    }
    String what = "%d of %s, %s".formatted(removed, all, Words.size(plan.bytes()));
    return confirmed
        ? "Removed " + what + "."
        : "Would remove " + what + ". Nothing was removed; --confirm does it.";
  }
}
