package io.helionyx.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How well the text of a page stands out from its ground, as WCAG 2 counts it.
final class Contrast {
  private static final double LEAST = 4.5; // what it asks for text

  /// Each text, and each ground that it stands on.
  private static final List<List<String>> PAIRS =
      List.of(
          List.of("ink", "paper", "card"),
          List.of("soft", "paper", "card"),
          List.of("good", "card", "goodback"),
          List.of("warn", "card", "warnback"),
          List.of("bad", "card", "badback"));

  private Contrast() {}

  /// In the light and in the dark.
  static void assertReadable(Path page) throws IOException {
    String html = Files.readString(page);
    int dark = html.indexOf("prefers-color-scheme: dark");
    for (String style : List.of(html.substring(0, dark), html.substring(dark))) {
      for (List<String> pair : PAIRS) {
        for (String ground : pair.subList(1, pair.size())) {
          assertThat(contrast(style, pair.getFirst(), ground))
              .as("%s on %s", pair.getFirst(), ground)
              .isGreaterThanOrEqualTo(LEAST);
        }
      }
    }
  }

  private static double contrast(String style, String one, String other) {
    double first = luminance(style, one);
    double second = luminance(style, other);
    return (Math.max(first, second) + 0.05) / (Math.min(first, second) + 0.05);
  }

  private static double luminance(String style, String name) {
    Matcher colour = Pattern.compile("--" + name + ": #([0-9a-f]{6})").matcher(style);
    assertThat(colour.find()).as(name).isTrue();
    int rgb = Integer.parseInt(colour.group(1), 16);
    return 0.2126 * linear(rgb >> 16) + 0.7152 * linear(rgb >> 8) + 0.0722 * linear(rgb);
  }

  private static double linear(int octet) {
    double part = (octet & 0xff) / 255.0;
    return part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4);
  }
}
