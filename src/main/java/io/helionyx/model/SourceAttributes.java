package io.helionyx.model;

/// The permission bits (07777 at most) and the numeric owner and group that a file or directory had
/// in the running application.
public record SourceAttributes(int mode, int uid, int gid) {}
