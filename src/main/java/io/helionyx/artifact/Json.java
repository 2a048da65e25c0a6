package io.helionyx.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helionyx.model.RelPath;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.SortedMap;

/// The JSON of `meta.json` and `config.json`: two-space indent, sorted keys, a final newline, and
/// nothing escaped that need not be, so that two of them can be compared with `diff`.
///
/// Read and written without Jackson's `ObjectMapper`, which alone takes a tenth of a short command
/// to load.
final class Json {
  /// The largest document that is read or written, in bytes.
  static final int LIMIT = 64 << 20;

  private static final int DEPTH = 32; // ours needs 4; a parser must not run out of stack
  private static final int SHOWN = 160; // characters of the parser's complaint

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(DEPTH).maxStringLength(LIMIT).build())
          // Two values for one key would mean one thing to us and another to the next reader.
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private Json() {}

  private static DefaultPrettyPrinter printer() {
    DefaultIndenter indent = new DefaultIndenter("  ", "\n");
    return new DefaultPrettyPrinter(
            Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                .withObjectEmptySeparator("")
                .withArrayEmptySeparator(""))
        .withObjectIndenter(indent)
        .withArrayIndenter(indent);
  }

  /// The written form of an object whose values are strings, numbers, null, lists and sorted maps.
  static byte[] write(SortedMap<String, Object> object) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = FACTORY.createGenerator(text)) {
      var _ = out.setPrettyPrinter(printer());
      write(out, object);
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
    return text.append('\n').toString().getBytes(UTF_8);
  }

  @SuppressWarnings("IfChainToSwitch") // which is made at run time (ADR 0007)
  private static void write(JsonGenerator out, Object value) throws IOException {
    if (value == null) {
      out.writeNull();
    } else if (value instanceof String text) {
      out.writeString(text);
    } else if (value instanceof Integer number) {
      out.writeNumber(number);
    } else if (value instanceof Long number) {
      out.writeNumber(number);
    } else if (value instanceof List<?> list) {
      out.writeStartArray();
      for (Object each : list) {
        write(out, each);
      }
      out.writeEndArray();
    } else if (value instanceof SortedMap<?, ?> map) {
      out.writeStartObject();
      for (var each : map.entrySet()) {
        out.writeFieldName((String) each.getKey());
        write(out, each.getValue());
      }
      out.writeEndObject();
    } else {
      throw new IllegalArgumentException("no such value: " + value.getClass());
    }
  }

  /// Reads one object.
  ///
  /// @throws Bad if the bytes are anything else
  static JsonNode read(byte[] bytes) throws Bad {
    if (bytes.length == 0) {
      throw new Bad("is empty");
    }
    if (bytes.length > LIMIT) {
      throw new Bad("has more than " + LIMIT + " bytes");
    }
    try (JsonParser in =
        FACTORY.createParser(UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString())) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        throw new Bad("is not a JSON object");
      }
      JsonNode object = object(in);
      if (in.nextToken() != null) {
        throw new Bad("is not JSON: something stands behind its end");
      }
      return object;
    } catch (CharacterCodingException bad) {
      throw new Bad("is not UTF-8 text", bad);
    } catch (JsonProcessingException bad) {
      throw new Bad("is not JSON: " + complaint(bad), bad);
    } catch (IOException impossible) { // of a text in memory
      throw new IllegalStateException(impossible);
    }
  }

  private static ObjectNode object(JsonParser in) throws IOException {
    ObjectNode object = NODES.objectNode();
    while (in.nextToken() != JsonToken.END_OBJECT) {
      String key = in.currentName();
      var _ = in.nextToken();
      var _ = object.set(key, value(in));
    }
    return object;
  }

  /// The value whose first token is the parser's present one.
  private static JsonNode value(JsonParser in) throws IOException {
    return switch (in.currentToken()) {
      case START_OBJECT -> object(in);
      case START_ARRAY -> {
        ArrayNode array = NODES.arrayNode();
        while (in.nextToken() != JsonToken.END_ARRAY) {
          var _ = array.add(value(in));
        }
        yield array;
      }
      case VALUE_STRING -> NODES.textNode(in.getText());
      case VALUE_NUMBER_INT ->
          in.getNumberType() == JsonParser.NumberType.BIG_INTEGER
              ? NODES.numberNode(in.getBigIntegerValue())
              : NODES.numberNode(in.getLongValue());
      case VALUE_NUMBER_FLOAT -> NODES.numberNode(in.getDoubleValue());
      case VALUE_TRUE -> NODES.booleanNode(true);
      case VALUE_FALSE -> NODES.booleanNode(false);
      case VALUE_NULL -> NODES.nullNode();
      default -> throw new IllegalStateException("no value begins with " + in.currentToken());
    };
  }

  private static String complaint(JsonProcessingException bad) {
    String text = bad.getOriginalMessage();
    String shown =
        RelPath.printable(text.substring(0, Math.min(SHOWN, text.length())).getBytes(UTF_8));
    return bad.getLocation() == null
        ? shown
        : shown
            + " (line "
            + bad.getLocation().getLineNr()
            + ", column "
            + bad.getLocation().getColumnNr()
            + ")";
  }

  /// Why a document cannot be understood; the message goes on from the document's name.
  static final class Bad extends Exception {
    private static final long serialVersionUID = 1L;

    Bad(String why) {
      super(why);
    }

    Bad(String why, Throwable cause) {
      super(why, cause);
    }
  }
}
