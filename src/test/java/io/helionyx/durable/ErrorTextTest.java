package io.helionyx.durable;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ErrorTextTest {
  static Stream<Arguments> errors() {
    return Stream.of(
        Arguments.of(new AccessDeniedException("/a"), "/a: permission denied"),
        Arguments.of(new AccessDeniedException("/a", "/b", "why"), "/a -> /b: why"),
        Arguments.of(new NoSuchFileException("/a"), "/a: no such file or directory"),
        Arguments.of(new FileAlreadyExistsException("/a"), "/a: exists already"),
        Arguments.of(new NotDirectoryException("/a"), "/a: not a directory"),
        Arguments.of(new DirectoryNotEmptyException("/a"), "/a: directory not empty"),
        Arguments.of(new NoSuchFileException(null, null, "why"), "why"),
        Arguments.of(new IOException("why"), "why"),
        Arguments.of(new java.io.EOFException(), "EOFException"));
  }

  @ParameterizedTest
  @MethodSource("errors")
  void pathAndReasonAreSaid(IOException error, String text) {
    assertThat(ErrorText.of(error)).isEqualTo(text);
  }
}
