package io.helionyx.durable;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/// What to say of an I/O error. The message of the platform's commonest ones is the path alone, and
/// what went wrong is only in the name of the class.
public final class ErrorText {
  private ErrorText() {}

  /// The path, where the error has one, and the reason.
  public static String of(IOException error) {
    return switch (error) {
      case AccessDeniedException denied -> with(denied, "permission denied");
      case NoSuchFileException missing -> with(missing, "no such file or directory");
      case FileAlreadyExistsException taken -> with(taken, "exists already");
      case NotDirectoryException file -> with(file, "not a directory");
      case DirectoryNotEmptyException full -> with(full, "directory not empty");
      default -> error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
    };
  }

  private static String with(FileSystemException error, String reason) {
    return error.getReason() == null && error.getFile() != null
        ? error.getFile() + ": " + reason
        : error.getMessage();
  }
}
