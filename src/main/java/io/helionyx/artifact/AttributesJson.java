package io.helionyx.artifact;

import io.helionyx.model.RelPath;
import io.helionyx.model.SourceAttributes;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/// `source_attributes` of `meta.json`, written and read.
final class AttributesJson {
  private static final long MOST = 0xffff_ffffL; // of a uid or gid: the kernel's are unsigned

  private AttributesJson() {}

  static SortedMap<String, Object> write(Attributes attributes) {
    SortedMap<String, Object> json = new TreeMap<>();
    attributes.files().ifPresent(its -> json.put("files", write(its)));
    attributes.directories().ifPresent(its -> json.put("directories", write(its)));
    SortedMap<String, Object> exceptions = new TreeMap<>();
    attributes.exceptions().forEach((path, its) -> exceptions.put(path.escaped(), write(its)));
    json.put("exceptions", exceptions);
    return json;
  }

  private static SortedMap<String, Object> write(SourceAttributes its) {
    SortedMap<String, Object> json = new TreeMap<>();
    json.put("mode", String.format("%04o", its.mode())); // JSON has no octal numbers
    json.put("uid", Integer.toUnsignedLong(its.uid()));
    json.put("gid", Integer.toUnsignedLong(its.gid()));
    return json;
  }

  static Attributes read(Fields in) {
    SortedMap<RelPath, SourceAttributes> exceptions = new TreeMap<>();
    in.object("exceptions").ifPresent(each -> readExceptions(each, exceptions));
    return new Attributes(one(in, "files"), one(in, "directories"), exceptions);
  }

  private static void readExceptions(Fields in, SortedMap<RelPath, SourceAttributes> exceptions) {
    for (String name : in.names()) {
      Optional<SourceAttributes> its = one(in, name);
      try {
        RelPath path = RelPath.parse(name);
        its.ifPresent(present -> exceptions.put(path, present));
      } catch (IllegalArgumentException bad) {
        in.bad(name, "is not a path");
      }
    }
  }

  private static Optional<SourceAttributes> one(Fields in, String key) {
    Optional<Fields> object = in.object(key);
    if (object.isEmpty()) {
      return Optional.empty();
    }
    Fields its = object.get();
    Optional<Integer> mode = its.must("mode", its.value("mode", AttributesJson::mode));
    OptionalLong uid = its.mustInteger("uid", 0, MOST);
    OptionalLong gid = its.mustInteger("gid", 0, MOST);
    if (mode.isEmpty() || uid.isEmpty() || gid.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new SourceAttributes(mode.get(), (int) uid.getAsLong(), (int) gid.getAsLong()));
  }

  private static Optional<Integer> mode(String text) {
    return text.matches("[0-7]{4}") ? Optional.of(Integer.parseInt(text, 8)) : Optional.empty();
  }
}
