import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// Gives the classes of a jar that are older than Java 6 the format of today, in place. No archive
/// of the Java virtual machine takes the old format in: its classes are read, parsed and verified
/// anew at each start, 30 to 50 ms for picocli's. What the classes do stays as it is: the same
/// instructions, and the table of types that newer verifiers ask for beside them.
///
/// The jar must be on the class path: the types are looked up there.
final class Modernize {
  private static final int OLDEST_ARCHIVED = ClassFile.JAVA_6_VERSION;
  private static final String NOTICE = "META-INF/NOTICE.helionyx";
  private static final String WORDS =
      "The class files of this jar were converted to a newer class-file version when Helionyx"
          + " Backup was built. Nothing else in it was changed.\n";

  private static final ClassFile FORMAT = ClassFile.of(StackMapsOption.GENERATE_STACK_MAPS);
  private static final ClassTransform CONVERT =
      ClassTransform.transformingMethodBodies((code, each) -> code.with(each))
          .andThen((made, each) -> {
            if (each instanceof ClassFileVersion) {
              made.withVersion(ClassFile.JAVA_25_VERSION, 0);
            } else {
              made.with(each);
            }
          });

  private Modernize() {}

  public static void main(String[] words) throws IOException {
    Path jar = Path.of(words[0]);
    Path made = jar.resolveSibling(jar.getFileName() + ".new");
    try (ZipFile from = new ZipFile(jar.toFile())) {
      if (from.getEntry(NOTICE) != null) {
        return;
      }
      try (ZipOutputStream to = new ZipOutputStream(Files.newOutputStream(made))) {
        for (ZipEntry each : Collections.list(from.entries())) {
          add(to, each, converted(each, from.getInputStream(each).readAllBytes()));
        }
        ZipEntry notice = new ZipEntry(NOTICE);
        notice.setTimeLocal(from.entries().nextElement().getTimeLocal());
        add(to, notice, WORDS.getBytes());
      }
    }
    Files.move(made, jar, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void add(ZipOutputStream to, ZipEntry like, byte[] content) throws IOException {
    ZipEntry entry = new ZipEntry(like.getName());
    entry.setTimeLocal(like.getTimeLocal());
    to.putNextEntry(entry);
    to.write(content);
    to.closeEntry();
  }

  private static byte[] converted(ZipEntry entry, byte[] content) {
    if (!entry.getName().endsWith(".class")) {
      return content;
    }
    ClassModel old = FORMAT.parse(content);
    return old.majorVersion() < OLDEST_ARCHIVED ? FORMAT.transformClass(old, CONVERT) : content;
  }
}
