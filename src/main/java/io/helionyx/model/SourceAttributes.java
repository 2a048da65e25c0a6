package io.helionyx.model;

/// The permission bits (07777 at most) and the numeric owner and group that a file or directory had
/// in the running application.
public record SourceAttributes(int mode, int uid, int gid) implements Comparable<SourceAttributes> {
  @Override
  public int compareTo(SourceAttributes other) {
    int byMode = Integer.compare(mode, other.mode);
    int byUser = byMode == 0 ? Integer.compare(uid, other.uid) : byMode;
    return byUser == 0 ? Integer.compare(gid, other.gid) : byUser;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SourceAttributes that
        && mode == that.mode
        && uid == that.uid
        && gid == that.gid;
  }

  @Override
  public int hashCode() {
    return (mode * 31 + uid) * 31 + gid;
  }
}
