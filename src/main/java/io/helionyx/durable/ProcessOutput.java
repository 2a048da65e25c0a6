package io.helionyx.durable;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;

/// The process's own output descriptors. Unlike `System.out` they throw when a write fails: a full
/// disk behind a redirection must not pass for an answer that was given.
public final class ProcessOutput {
  private ProcessOutput() {}

  /// Descriptor 1.
  public static OutputStream standard() {
    return new FileOutputStream(FileDescriptor.out);
  }

  /// Descriptor 2.
  public static OutputStream error() {
    return new FileOutputStream(FileDescriptor.err);
  }
}
