package io.helionyx.cli;

import java.util.List;

/// A page that needs nothing but itself: no script, no network, no font. Whatever stands in a
/// backup is text to it.
final class Page {
  private static final String STYLE =
      """
      :root { color-scheme: light dark; --ink: #1d2433; --soft: #5b6578; --paper: #fbfaf7;
        --card: #ffffff; --line: #e2e0d8; --good: #17693f; --goodback: #e3f3e9; --bad: #a3212b;
        --badback: #fbe6e6; --warn: #7a5200; --warnback: #fdf0d3; --mark: #2f6fb5; }
      @media screen and (prefers-color-scheme: dark) { :root { --ink: #e8eaf0; --soft: #9aa4b8;
        --paper: #14171e; --card: #1b2029; --line: #2e3541; --good: #7fd6a2; --goodback: #16321f;
        --bad: #ff9a9a; --badback: #3d1a1d; --warn: #f0c36d;
        --warnback: #3a2d10; --mark: #7db4f0; } }
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
      .warned { color: var(--warn); background: var(--warnback); }
      .warn { color: var(--warn); }
      .sub { color: var(--soft); margin: 0; }
      .numbers { display: grid; gap: 0.75rem; margin-top: 1.75rem;
        grid-template-columns: repeat(auto-fit, minmax(9.6rem, 1fr)); }
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
      .fact > .good { color: var(--good); font-weight: 600; }
      .fact > .warn { color: var(--warn); font-weight: 600; }
      .fact > .bad { color: var(--bad); font-weight: 600; }
      .good { color: var(--good); } .open { color: var(--soft); } .bad { color: var(--bad); }
      ul { margin: 0; padding: 0.6rem 1.1rem 0.6rem 2.2rem; }
      li { margin: 0.3rem 0; overflow-wrap: anywhere;
        font: 0.85rem/1.5 ui-monospace, Menlo, Consolas, monospace; }
      footer { color: var(--soft); font-size: 0.85rem; margin-top: 2.5rem; }
      .chart { padding: 0.9rem 1.1rem 0.6rem; }
      .chart svg { display: block; width: 100%; overflow: visible; }
      .chart .lane { fill: var(--soft); font-size: 13px; }
      .chart .rule { stroke: var(--line); stroke-width: 1; }
      .chart .area { fill: var(--mark); fill-opacity: 0.15; }
      .chart .curve { fill: none; stroke: var(--mark); stroke-width: 2;
        vector-effect: non-scaling-stroke; }
      .dot { fill: var(--mark); } .dot.good { fill: var(--good); } .dot.bad { fill: var(--bad); }
      .dot.open { fill: none; stroke: var(--soft); stroke-width: 2; }
      .axis { display: flex; justify-content: space-between; color: var(--soft);
        font-size: 0.8rem; margin-top: 0.35rem; }
      .scroll { overflow-x: auto; }
      table { border-collapse: collapse; width: 100%; font-size: 0.9rem; }
      th, td { text-align: left; padding: 0.45rem 1.1rem; border-top: 1px solid var(--line);
        white-space: nowrap; }
      th { color: var(--soft); font-weight: 600; border-top: 0; }
      td.number, th.number { text-align: right; }
      @media (max-width: 34rem) { main { padding-top: 1.5rem; }
        .row { grid-template-columns: 1fr auto; } .row > :nth-child(2) { grid-column: 1 / -1; }
        .row > .result { grid-column: 2; grid-row: 1; }
        .fact { grid-template-columns: 1fr; }
        th, td { padding: 0.45rem 0.35rem; font-size: 0.8rem; white-space: normal; }
        td.number, th.number { white-space: nowrap; }
        th:first-child, td:first-child { padding-left: 1.1rem; } }
      @media print { :root { color-scheme: light; } body { background: none; font-size: 10pt; }
        main { max-width: none; padding: 0; } h2 { break-after: avoid; }
        .row, .chart, .numbers div, tr, li { break-inside: avoid; }
        .card, .scroll { overflow: visible; } th, td { padding: 0.2rem 0.5rem; }
        .row { padding: 0.3rem 1.1rem; } .verdict { border: 1px solid; } }
      """;

  private final StringBuilder html = new StringBuilder();

  /// @param verdict one word
  /// @param tone `passed`, `warned` or `failed`: the colour of the verdict
  Page(String title, String verdict, String tone) {
    html.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    html.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    html.append(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src"
            + " 'unsafe-inline'\">\n");
    html.append("<title>").append(escaped(title + ": " + verdict)).append("</title>\n");
    html.append("<style>\n").append(STYLE).append("</style>\n</head>\n<body>\n<main>\n");
    html.append("<span class=\"verdict %s\">%s</span>\n".formatted(tone, escaped(verdict)));
    element("h1", title);
  }

  /// A name and what is said of it.
  record Line(String name, String text) {}

  void element(String name, String text) {
    html.append("<%1$s>%2$s</%1$s>\n".formatted(name, escaped(text)));
  }

  /// The line below the title.
  void subtitle(String text) {
    html.append("<p class=\"sub\">").append(escaped(text)).append("</p>\n");
  }

  /// The few that matter most.
  void numbers(List<Line> numbers) {
    html.append("<div class=\"numbers\">\n");
    for (Line each : numbers) {
      html.append("<div><b>%s</b>%s</div>\n".formatted(escaped(each.name()), escaped(each.text())));
    }
    html.append("</div>\n");
  }

  /// Rows of one card; what is in them is markup already.
  void card(String title, List<String> rows) {
    if (!rows.isEmpty()) {
      element("h2", title);
      html.append("<div class=\"card\">\n");
      rows.forEach(row -> html.append(row).append('\n'));
      html.append("</div>\n");
    }
  }

  void list(String title, List<String> items) {
    if (!items.isEmpty()) {
      element("h2", title);
      html.append("<div class=\"card\"><ul>\n");
      items.forEach(item -> element("li", item));
      html.append("</ul></div>\n");
    }
  }

  void facts(String title, List<Line> facts) {
    card(
        title,
        facts.stream()
            .map(fact ->
                "<div class=\"row fact\"><span>%s</span><span>%s</span></div>"
                    .formatted(escaped(fact.name()), escaped(fact.text())))
            .toList());
  }

  /// Ends the page.
  String end(String footer) {
    html.append("<footer>")
        .append(escaped(footer))
        .append("</footer>\n</main>\n</body>\n</html>\n");
    return html.toString();
  }

  /// `text` as text.
  static String escaped(String text) {
    return Printable.line(text)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
