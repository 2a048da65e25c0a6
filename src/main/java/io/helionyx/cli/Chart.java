package io.helionyx.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A chart over time as SVG that stands in a page. Places across are percentages, so that it fits
/// any width and no text is stretched.
final class Chart {
  private static final int LANE = 46; // pixels
  private static final int HEIGHT = 120; // pixels of a curve
  private static final String EDGE = "1.5"; // percent; half a dot

  private final Instant from;
  private final Instant to;

  /// @param from the left end
  /// @param to the right end
  Chart(Instant from, Instant to) {
    this.from = from;
    this.to = to;
  }

  /// @param tone `` (empty), `good`, `bad` or `open`: its colour
  /// @param text what a pointer that rests on it is told
  record Dot(Instant at, String tone, String text) {}

  /// A line of dots.
  record Lane(String name, List<Dot> dots) {}

  /// One moment of a curve.
  record Point(Instant at, long value) {}

  private String across(Instant at) {
    double whole = Math.max(1, Duration.between(from, to).toSeconds());
    double part = Math.clamp(Duration.between(from, at).toSeconds() / whole, 0, 1);
    double edge = Double.parseDouble(EDGE);
    return String.format(Locale.ROOT, "%.2f", edge + part * (100 - 2 * edge));
  }

  /// Lanes one below the other.
  String lanes(String label, List<Lane> lanes) {
    StringBuilder svg = new StringBuilder();
    svg.append(open(label, LANE * lanes.size()));
    int top = 0;
    for (Lane lane : lanes) {
      svg.append(
          "<text class=\"lane\" x=\"0\" y=\"%d\">%s</text><line class=\"rule\" x1=\"0\" x2=\"100%%\" y1=\"%d\" y2=\"%d\"/>"
              .formatted(top + 13, Page.escaped(lane.name()), top + 30, top + 30));
      for (Dot dot : lane.dots()) {
        svg.append(
            "<circle class=\"dot %s\" cx=\"%s%%\" cy=\"%d\" r=\"5\"><title>%s</title></circle>"
                .formatted(dot.tone(), across(dot.at()), top + 30, Page.escaped(dot.text())));
      }
      top += LANE;
    }
    return framed(svg.append("</svg>").toString());
  }

  /// A curve over nought.
  ///
  /// @param most how the largest value is written
  String curve(String label, List<Point> points, String most) {
    long largest = Math.max(1, points.stream().mapToLong(Point::value).max().orElse(1));
    List<String> line = new ArrayList<>();
    for (Point point : points) {
      double down = 100 - 92.0 * point.value() / largest;
      line.add(across(point.at()) + "," + String.format(Locale.ROOT, "%.2f", down));
    }
    String curve = String.join(" ", line);
    String first = across(points.getFirst().at());
    String last = across(points.getLast().at());
    StringBuilder svg = new StringBuilder(open(label, HEIGHT));
    svg.append(
        "<line class=\"rule\" x1=\"0\" x2=\"100%%\" y1=\"8%%\" y2=\"8%%\"/><line class=\"rule\" x1=\"0\" x2=\"100%%\" y1=\"100%%\" y2=\"100%%\"/>"
            .formatted());
    svg.append(
        "<svg viewBox=\"0 0 100 100\" preserveAspectRatio=\"none\" width=\"100%%\" height=\"%d\"><polygon class=\"area\" points=\"%s,100 %s %s,100\"/><polyline class=\"curve\" points=\"%s\"/></svg>"
            .formatted(HEIGHT, first, curve, last, curve));
    return "<div class=\"chart\"><div class=\"axis\"><span>%s</span><span>%s</span></div>%s%s</div>"
        .formatted(Page.escaped(label), Page.escaped(most), svg.append("</svg>"), axis());
  }

  private static String open(String label, int height) {
    return "<svg role=\"img\" aria-label=\"%s\" height=\"%d\">"
        .formatted(Page.escaped(label), height);
  }

  private String framed(String svg) {
    return "<div class=\"chart\">%s%s</div>".formatted(svg, axis());
  }

  private String axis() {
    return "<div class=\"axis\"><span>%s</span><span>%s</span></div>"
        .formatted(Page.escaped(Words.moment(from)), Page.escaped(Words.moment(to)));
  }
}
