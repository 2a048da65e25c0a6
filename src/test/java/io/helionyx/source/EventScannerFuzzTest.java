package io.helionyx.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The scanner says of any line what Jackson says of it, and finds the same id, wherever its blocks
/// end. Seeds are fixed: a failure names the line.
@Tag("F1")
class EventScannerFuzzTest {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(Nesting.DEEPEST)
                  .maxNumberLength(1 << 20)
                  .build())
          .build();

  /// @param id null where there is none that is text or number
  private record Verdict(boolean json, boolean object, String id) {}

  @Test
  void agreesWithJacksonOnMutatedEvents() {
    Random random = new Random(20260211);
    int valid = 0;
    for (int i = 0; i < 200_000; i++) {
      byte[] line = mutated(random, event(random).getBytes(UTF_8));
      Verdict wanted = oracle(line);
      valid += wanted.json() ? 1 : 0;
      assertThat(scanned(line, random)).as(describe(line)).isEqualTo(wanted);
    }
    assertThat(valid).as("both kinds of lines were tried").isBetween(20_000, 180_000);
  }

  @Test
  void agreesWithJacksonOnRandomBytesOfJsonsAlphabet() {
    Random random = new Random(7);
    String alphabet = "{}[]\",:\\ue0123456789.+-eEtrufalsn \t\r\u00e9";
    for (int i = 0; i < 300_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(12); length >= 0; length--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      byte[] line = text.toString().getBytes(UTF_8);
      assertThat(scanned(line, random)).as(describe(line)).isEqualTo(oracle(line));
    }
  }

  @Test
  void agreesWithTheDecoderOnEverySequenceOfThreeBytesThatMayBeACharacter() {
    byte[] line = "{\"event_id\":\"....\"}".getBytes(UTF_8);
    int[] seconds = {0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xff};
    int[] fourths = {0x41, 0x80, 0xbf};
    for (int first = 0x80; first <= 0xff; first++) {
      for (int second : seconds) {
        for (int third : seconds) {
          for (int fourth : fourths) {
            int at = 13;
            for (int octet : new int[] {first, second, third, fourth}) {
              line[at++] = (byte) octet;
            }
            assertThat(scanned(line, new Random(1)).json())
                .as(describe(line))
                .isEqualTo(oracle(line).json());
          }
        }
      }
    }
  }

  private static String describe(byte[] line) {
    return Arrays.toString(line) + " " + new String(line, UTF_8);
  }

  private static Verdict scanned(byte[] line, Random random) {
    List<Verdict> verdicts = new ArrayList<>();
    EventScanner scanner =
        new EventScanner(
            EventLog.Fields.DEFAULT,
            read -> {
              FieldValue id = read.id();
              verdicts.add(
                  new Verdict(
                      read.isJson(),
                      read.isEvent(),
                      read.isEvent() && id.isKept() ? new String(id.decoded(), UTF_8) : null));
            });
    scanner.begin();
    int at = 0;
    while (at < line.length) {
      int size = Math.min(line.length - at, 1 + random.nextInt(random.nextBoolean() ? 3 : 200));
      byte[] block = new byte[size + 3];
      System.arraycopy(line, at, block, 3, size);
      scanner.feed(block, 3, 3 + size);
      at += size;
    }
    scanner.end();
    assertThat(verdicts).hasSizeLessThan(2);
    return verdicts.isEmpty() ? new Verdict(false, false, null) : verdicts.getFirst();
  }

  private static Verdict oracle(byte[] line) {
    try {
      var _ =
          UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(line));
    } catch (CharacterCodingException other) {
      return new Verdict(false, false, null);
    }
    // as characters: given bytes, Jackson would guess an encoding by them
    try (JsonParser json = JSON.createParser(new String(line, UTF_8).toCharArray())) {
      JsonToken first = json.nextToken();
      if (first == null) {
        return new Verdict(false, false, null);
      }
      boolean object = first == JsonToken.START_OBJECT;
      String id = null;
      int depth = 0;
      for (JsonToken token = first; token != null; token = json.nextToken()) {
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        if (depth == 0 && !token.isStructEnd() && token != first) {
          return new Verdict(false, false, null); // a second value
        }
        if (depth == 0) {
          return json.nextToken() == null
              ? new Verdict(true, object, id)
              : new Verdict(false, false, null);
        }
        if (depth == 1 && token == JsonToken.FIELD_NAME && json.currentName().equals("event_id")) {
          JsonToken value = json.nextToken();
          depth += value.isStructStart() ? 1 : 0;
          id = value == JsonToken.VALUE_STRING || value.isNumeric() ? json.getText() : null;
        }
      }
      return new Verdict(false, false, null);
    } catch (IOException | RuntimeException noJson) {
      return new Verdict(false, false, null);
    }
  }

  private static String event(Random random) {
    String[] values = {
      "\"x\"",
      "\"\\u00e9\\n\\\"\"",
      "\"\ud83d\ude00 \u05e9 \u00e9\"",
      "12",
      "-0.5e+10",
      "0",
      "true",
      "null",
      "[]",
      "{}",
      "[1,[2,{\"event_id\":\"inner\"}],\"]\"]",
      "{\"event_id\":\"inner\",\"a\":{\"b\":[false]}}",
      "\"0123456789012345678901234567890123456789\""
    };
    StringBuilder text = new StringBuilder("{");
    for (int fields = random.nextInt(5); fields > 0; fields--) {
      text.append("\"f").append(random.nextInt(9)).append("\":");
      text.append(values[random.nextInt(values.length)])
          .append(random.nextInt(4) == 0 ? " ," : ",");
    }
    String name = random.nextInt(6) == 0 ? "\"event\\u005fid\"" : "\"event_id\"";
    text.append(name).append(':').append(values[random.nextInt(values.length)]);
    if (random.nextInt(5) == 0) {
      text.append(", \"event_id\" : \"second\"");
    }
    return text.append('}').append(random.nextInt(9) == 0 ? "\r" : "").toString();
  }

  private static byte[] mutated(Random random, byte[] line) {
    byte[] changed = line.clone();
    for (int times = random.nextInt(3); times > 0 && changed.length > 1; times--) {
      int at = random.nextInt(changed.length);
      switch (random.nextInt(4)) {
        case 0 -> changed[at] = (byte) random.nextInt(256);
        case 1 -> changed[at] = changed[random.nextInt(changed.length)];
        case 2 -> changed = Arrays.copyOf(changed, at + 1);
        default -> {
          byte[] shorter = new byte[changed.length - 1];
          System.arraycopy(changed, 0, shorter, 0, at);
          System.arraycopy(changed, at + 1, shorter, at, shorter.length - at);
          changed = shorter;
        }
      }
      for (int i = 0; i < changed.length; i++) {
        changed[i] = changed[i] == '\n' ? (byte) ' ' : changed[i]; // one line
      }
    }
    return changed;
  }
}
