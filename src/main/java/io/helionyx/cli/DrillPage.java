package io.helionyx.cli;

import io.helionyx.drill.Evidence;
import io.helionyx.meaning.Content;
import java.util.List;

/// The evidence of a drill as one page that needs nothing but itself: no script, no network, no
/// font. Whatever stands in a backup is text to it.
final class DrillPage {
  private static final String STYLE =
      """
      :root { color-scheme: light dark; --ink: #1d2433; --soft: #5b6578; --paper: #fbfaf7;
        --card: #ffffff; --line: #e2e0d8; --good: #17693f; --goodback: #e3f3e9; --bad: #a3212b;
        --badback: #fbe6e6; }
      @media (prefers-color-scheme: dark) { :root { --ink: #e8eaf0; --soft: #9aa4b8;
        --paper: #14171e; --card: #1b2029; --line: #2e3541; --good: #7fd6a2; --goodback: #16321f;
        --bad: #ff9a9a; --badback: #3d1a1d; } }
      * { box-sizing: border-box; }
      body { margin: 0; background: var(--paper); color: var(--ink);
        font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
        font-variant-numeric: tabular-nums; }
      main { max-width: 46rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
      h1 { font-size: 1.7rem; line-height: 1.2; letter-spacing: -0.01em; margin: 0.6rem 0 0.25rem; }
      h2 { font-size: 0.8rem; letter-spacing: 0.08em; text-transform: uppercase; color: var(--soft);
        margin: 2.25rem 0 0.6rem; }
      .verdict { display: inline-block; font-weight: 650; padding: 0.2rem 0.8rem;
        border-radius: 99px; }
      .passed { color: var(--good); background: var(--goodback); }
      .failed { color: var(--bad); background: var(--badback); }
      .sub { color: var(--soft); margin: 0; }
      .numbers { display: grid; gap: 0.75rem; margin-top: 1.75rem;
        grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); }
      .numbers div, .card { background: var(--card); border: 1px solid var(--line);
        border-radius: 12px; padding: 0.9rem 1.1rem; }
      .numbers b { display: block; font-size: 0.8rem; color: var(--soft); font-weight: 600; }
      .card { padding: 0; overflow: hidden; }
      .row { display: grid; grid-template-columns: 7.5rem 1fr auto; gap: 0.25rem 1rem;
        padding: 0.7rem 1.1rem; border-top: 1px solid var(--line); }
      .row:first-child { border-top: 0; }
      .row > :first-child { font-weight: 600; }
      .row > * { min-width: 0; overflow-wrap: anywhere; }
      .fact { grid-template-columns: 7.5rem 1fr; }
      .fact > :first-child { color: var(--soft); font-weight: 400; }
      .result { text-align: right; white-space: nowrap; }
      .result small { display: block; color: var(--soft); }
      .good { color: var(--good); } .open { color: var(--soft); } .bad { color: var(--bad); }
      ul { margin: 0; padding: 0.6rem 1.1rem 0.6rem 2.2rem; }
      li { margin: 0.3rem 0; overflow-wrap: anywhere;
        font: 0.85rem/1.5 ui-monospace, Menlo, Consolas, monospace; }
      footer { color: var(--soft); font-size: 0.85rem; margin-top: 2.5rem; }
      @media (max-width: 34rem) { main { padding-top: 1.5rem; }
        .row { grid-template-columns: 1fr auto; } .row > :nth-child(2) { grid-column: 1 / -1; }
        .row > .result { grid-column: 2; grid-row: 1; }
        .fact { grid-template-columns: 1fr; } }
      @media print { body { background: none; } .card, .numbers div { break-inside: avoid; } }
      """;

  private final StringBuilder html = new StringBuilder();

  private DrillPage() {}

  /// The whole page.
  static String of(Evidence evidence) {
    return new DrillPage().page(evidence, new DrillScreen(evidence));
  }

  private String page(Evidence evidence, DrillScreen screen) {
    String title = "Restore drill of %s, %s".formatted(evidence.backup(), evidence.env());
    html.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    html.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    html.append(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src"
            + " 'unsafe-inline'\">\n");
    html.append("<title>").append(escaped(title + ": " + screen.verdict())).append("</title>\n");
    html.append("<style>\n").append(STYLE).append("</style>\n</head>\n<body>\n<main>\n");
    html.append("<span class=\"verdict %1$s\">%1$s</span>\n".formatted(screen.verdict()));
    element("h1", title);
    html.append("<p class=\"sub\">")
        .append(escaped("The backup was restored by the code of a restore, and looked into."))
        .append("</p>\n<div class=\"numbers\">\n");
    for (DrillScreen.Line fact : screen.objectives()) {
      html.append("<div><b>%s</b>%s</div>\n".formatted(escaped(fact.name()), escaped(fact.text())));
    }
    html.append("</div>\n");
    checks(evidence.checks());
    findings(screen.findings());
    facts("Seen, and no finding", screen.remarks());
    facts("Evidence", screen.subject());
    html.append("<footer>")
        .append(
            escaped(
                "RTO: how long the restore took. RPO: how much of the latest history a restore of"
                    + " this backup would be without."))
        .append("</footer>\n</main>\n</body>\n</html>\n");
    return html.toString();
  }

  private void element(String name, String text) {
    html.append("<%1$s>%2$s</%1$s>\n".formatted(name, escaped(text)));
  }

  private void checks(List<Content.Step> checks) {
    element("h2", "Checks");
    html.append("<div class=\"card\">\n");
    for (Content.Step step : checks) {
      html.append(
          "<div class=\"row\"><span>%s</span><span>%s</span><span class=\"result %s\">%s<small>%s</small></span></div>\n"
              .formatted(
                  escaped(step.name()),
                  escaped(step.what()),
                  colour(step),
                  escaped(DeepScreen.result(step)),
                  escaped(Words.elapsed(step.took()))));
    }
    html.append("</div>\n");
  }

  private static String colour(Content.Step step) {
    return step.flaws() > 0 ? "bad" : step.extent() == Content.Extent.ALL ? "good" : "open";
  }

  private void findings(List<String> findings) {
    if (!findings.isEmpty()) {
      element("h2", "Findings");
      html.append("<div class=\"card\"><ul>\n");
      findings.forEach(finding -> element("li", finding));
      html.append("</ul></div>\n");
    }
  }

  private void facts(String title, List<DrillScreen.Line> facts) {
    if (!facts.isEmpty()) {
      element("h2", title);
      html.append("<div class=\"card\">\n");
      for (DrillScreen.Line fact : facts) {
        html.append(
            "<div class=\"row fact\"><span>%s</span><span>%s</span></div>\n"
                .formatted(escaped(fact.name()), escaped(fact.text())));
      }
      html.append("</div>\n");
    }
  }

  private static String escaped(String text) {
    return Printable.line(text)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
