package io.helionyx.cli;

import io.helionyx.drill.Evidence;
import io.helionyx.meaning.Content;
import java.util.List;

/// The evidence of a drill as one page.
final class DrillPage {
  private DrillPage() {}

  /// The whole page.
  static String of(Evidence evidence) {
    DrillScreen screen = new DrillScreen(evidence);
    String title = "Restore drill of %s, %s".formatted(evidence.backup(), evidence.env());
    Page page = new Page(title, screen.verdict(), screen.verdict());
    page.subtitle("The backup was restored by the code of a restore, and looked into.");
    page.numbers(lines(screen.objectives()));
    page.card("Checks", evidence.checks().stream().map(DrillPage::check).toList());
    page.list("Findings", screen.findings());
    page.facts("Seen, and no finding", lines(screen.remarks()));
    page.facts("Evidence", lines(screen.subject()));
    return page.end(
        "RTO: how long the restore took. RPO: how much of the latest history a restore of this"
            + " backup would be without.");
  }

  private static List<Page.Line> lines(List<DrillScreen.Line> lines) {
    return lines.stream().map(line -> new Page.Line(line.name(), line.text())).toList();
  }

  private static String check(Content.Step step) {
    return "<div class=\"row\"><span>%s</span><span>%s</span><span class=\"result %s\">%s<small>%s</small></span></div>"
        .formatted(
            Page.escaped(step.name()),
            Page.escaped(step.what()),
            colour(step),
            Page.escaped(DeepScreen.result(step)),
            Page.escaped(Words.elapsed(step.took())));
  }

  private static String colour(Content.Step step) {
    return step.flaws() > 0 ? "bad" : step.extent() == Content.Extent.ALL ? "good" : "open";
  }
}
