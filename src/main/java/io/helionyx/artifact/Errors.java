package io.helionyx.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.helionyx.model.RelPath;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/// What an I/O error is, without the path, which is said beside it.
final class Errors {
  private Errors() {}

  static String text(IOException error) {
    return switch (error) {
      case AccessDeniedException _ -> "permission denied";
      case NoSuchFileException _ -> "no longer there";
      case NotDirectoryException _ -> "not a directory";
      case FileSystemLoopException _ -> "a loop of links";
      case FileSystemException failed when failed.getReason() != null ->
          printable(failed.getReason());
      default ->
          printable(
              error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage());
    };
  }

  private static String printable(String text) {
    return RelPath.printable(text.getBytes(UTF_8));
  }
}
