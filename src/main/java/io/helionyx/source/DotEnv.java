package io.helionyx.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.helionyx.durable.PathNames;
import io.helionyx.model.Ending;
import io.helionyx.model.Problem;
import io.helionyx.model.Refusal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a `.env` file says, read as python-dotenv 1.0.1 reads it, so that this program and the
/// application never disagree on where the data is.
///
/// @param values the settings that have a value, by name. Of duplicates the last counts; when that
///   is a bare name, the name is not in here
/// @param assignments every assignment of a value in the order of the file, duplicates included
/// @param warnings one line for each statement that was dropped. They name file and line, and never
///   hold text of the file, which may be a secret
public record DotEnv(Map<String, Value> values, List<Value> assignments, List<String> warnings) {
  /// More than any file of settings has, and less than memory.
  private static final int MOST_CHARACTERS = 16 << 20;

  /// One value and where it was written.
  ///
  /// @param line the line that the statement starts at, from 1
  public record Value(String name, String text, Path file, int line) {
    /// Without the text, which may be a secret and must not come into a log by chance.
    @Override
    public String toString() {
      return "%s (%s, line %d)".formatted(name, PathNames.printable(file), line);
    }
  }

  /// Copies what it is given.
  public DotEnv {
    values = Map.copyOf(values);
    assignments = List.copyOf(assignments);
    warnings = List.copyOf(warnings);
  }

  /// Reads `file`. What is missing or is no regular file (a directory, a pipe) counts as empty.
  ///
  /// @param outer where a `${NAME}` is looked up that no earlier line of the file sets
  /// @throws Refusal if the file cannot be read or is no UTF-8
  public static DotEnv read(Path file, Map<String, String> outer) throws Refusal {
    if (!Files.isRegularFile(file)) {
      return parse(file, new byte[0], outer);
    }
    byte[] content;
    try (var in = Files.newInputStream(file)) {
      content = in.readNBytes(MOST_CHARACTERS + 1);
    } catch (IOException unreadable) {
      String reason =
          unreadable instanceof AccessDeniedException
              ? "permission denied"
              : String.valueOf(unreadable.getMessage());
      throw new Refusal(
          Ending.USAGE,
          new Problem(
              "The settings in %s cannot be read: %s.".formatted(PathNames.printable(file), reason),
              "Nothing was changed.",
              "Run as a user who may read this file, or mend its mode and owner."),
          unreadable);
    }
    if (content.length > MOST_CHARACTERS) {
      throw new Refusal(
          Ending.USAGE,
          new Problem(
              "%s is larger than 16 MiB, and so no file of settings."
                  .formatted(PathNames.printable(file)),
              "Nothing was changed.",
              "Look at what wrote it, and put the settings back."));
    }
    return parse(file, content, outer);
  }

  /// Reads `content` as that of `file`.
  ///
  /// @throws Refusal if it is no UTF-8; for no other reason
  public static DotEnv parse(Path file, byte[] content, Map<String, String> outer) throws Refusal {
    return new Evaluation(file, outer).run(DotEnvReader.statements(text(file, content)));
  }

  private static String text(Path file, byte[] content) throws Refusal {
    ByteBuffer in = ByteBuffer.wrap(content);
    CharBuffer out =
        CharBuffer.allocate(content.length); // UTF-8 has no fewer bytes than UTF-16 units
    var result =
        UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT)
            .decode(in, out, true);
    if (result.isError()) {
      long line =
          1
              + out.flip()
                  .toString()
                  .replace("\r\n", "\n")
                  .replace('\r', '\n')
                  .chars()
                  .filter(c -> c == '\n')
                  .count();
      throw new Refusal(
          Ending.USAGE,
          new Problem(
              "%s, line %d, is no UTF-8 text.".formatted(PathNames.printable(file), line),
              "Nothing was changed.",
              "Save the file in UTF-8; the application cannot read it either."));
    }
    return out.flip().toString();
  }

  /// Gives the statements of one file their meaning, in order: a reference sees what is above it.
  private static final class Evaluation {
    private final Path file;
    private final Map<String, String> outer;
    private final Map<String, Optional<Value>> seen = new LinkedHashMap<>();
    private final List<Value> assignments = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private int room = MOST_CHARACTERS;

    Evaluation(Path file, Map<String, String> outer) {
      this.file = file;
      this.outer = outer;
    }

    DotEnv run(List<DotEnvReader.Statement> statements) {
      for (var statement : statements) {
        if (statement instanceof DotEnvReader.Statement.Assignment assignment) {
          run(assignment);
        } else {
          warn("could not parse statement starting at line " + statement.line());
        }
      }
      Map<String, Value> values = new HashMap<>();
      seen.forEach((name, value) -> value.ifPresent(it -> values.put(name, it)));
      return new DotEnv(values, assignments, warnings);
    }

    private void run(DotEnvReader.Statement.Assignment assignment) {
      if (assignment.text().isPresent()) {
        assign(assignment, assignment.text().get());
      } else {
        seen.put(assignment.name(), Optional.empty());
      }
    }

    private void assign(DotEnvReader.Statement.Assignment statement, String raw) {
      String name = statement.name();
      if (name.charAt(0) == '\ufeff') {
        // Neither do we take the mark away: the application does not see this setting.
        warn(
            "line %d counts for nothing, the byte order mark before it is part of the name"
                .formatted(statement.line()));
      }
      Optional<String> text = Interpolation.expand(raw, this::lookup, room);
      if (text.isEmpty()) {
        warn("value in line %d is too long and counts for nothing".formatted(statement.line()));
        return;
      }
      room -= text.get().length();
      Value value = new Value(name, text.get(), file, statement.line());
      seen.put(name, Optional.of(value));
      assignments.add(value);
    }

    /// A bare name above hides the outer value and the default, as it does in the original.
    private Optional<String> lookup(String name) {
      Optional<Value> above = seen.get(name);
      if (above != null) {
        return Optional.of(above.map(Value::text).orElse(""));
      }
      return Optional.ofNullable(outer.get(name));
    }

    private void warn(String what) {
      warnings.add(PathNames.printable(file) + ": " + what);
    }
  }
}
