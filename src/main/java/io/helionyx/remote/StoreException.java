package io.helionyx.remote;

import java.io.IOException;

/// A request to a store that failed. The message is one clause for a person, without credentials.
public final class StoreException extends IOException {
  private static final long serialVersionUID = 1L;

  private final Kind kind;

  /// What it means.
  public enum Kind {
    /// The same request may succeed later: a dropped connection, a busy or broken server, a body
    /// that did not arrive whole.
    PASSING,
    /// The credentials are missing, wrong, or not enough.
    DENIED,
    /// There is no such bucket or directory.
    NO_PLACE,
    /// The bucket is in another region than the one asked.
    REGION,
    /// The store cannot do what was asked.
    UNSUPPORTED,
    /// The object is larger than anything that this program writes.
    TOO_LARGE,
    /// Anything else.
    OTHER
  }

  /// A failure behind which there is `cause`.
  public StoreException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /// A failure.
  public StoreException(Kind kind, String message) {
    this(kind, message, null);
  }

  /// What it means.
  public Kind kind() {
    return kind;
  }
}
