package io.helionyx.durable;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CommandLineTest {
  @Test
  void blanksSeparateWordsAndQuotesKeepThemTogether() {
    assertThat(CommandLine.split("  python -m 'a b'  \"c \\\" d\" e\\ f '' x'y'z "))
        .contains(List.of("python", "-m", "a b", "c \" d", "e f", "", "xyz"));
  }

  @Test
  void nothingElseHasAMeaning() {
    assertThat(CommandLine.split("a;touch $HOME `x` | $(y) > z"))
        .contains(List.of("a;touch", "$HOME", "`x`", "|", "$(y)", ">", "z"));
  }

  @Test
  void anOpenQuoteIsNoCommandAndALastBackslashIsItself() {
    assertThat(CommandLine.split("a 'b")).isEmpty();
    assertThat(CommandLine.split("a\\")).contains(List.of("a\\"));
    assertThat(CommandLine.split("a\\ ")).contains(List.of("a "));
    assertThat(CommandLine.split("")).contains(List.of());
  }
}
