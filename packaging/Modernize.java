import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// Makes of a jar, in place, one that starts faster and does the same.
///
/// - Classes that are older than Java 6 get the format of today. No archive of the Java virtual
///   machine takes the old format in: its classes are read, parsed and verified anew at each start,
///   30 to 50 ms for picocli's. The instructions stay the same; the table of types that newer
///   verifiers ask for comes beside them.
/// - SQLite's driver makes a format for dates when it is first asked for one, and not with each
///   connection: calendars and the names of months are 30 to 60 ms, and nobody here asks.
/// - Libraries for other systems than Linux are left out, and on the usual two processors those for
///   others: the launcher sums up each byte of a jar.
/// - zstd's library is called through JNI, as where Java is older: the classes that its jar has for
///   newer ones make some two hundred others at each start, which no cache keeps.
///
/// The jar must be on the class path: the types are looked up there.
final class Modernize {
  private static final int OLDEST_ARCHIVED = ClassFile.JAVA_6_VERSION;
  private static final String NOTICE = "META-INF/NOTICE.helionyx";
  private static final String WORDS =
      """
      This jar was changed when Helionyx Backup was built: class files were converted to a newer
      class-file version, org.sqlite.SQLiteConnectionConfig makes its format for dates when it is
      first asked for it, and native libraries for other systems and zstd's classes for Java 22 and
      later were left out.
      """;

  private static final Set<String> USUAL = Set.of("amd64", "aarch64"); // as Java calls them
  private static final Pattern LIBRARY =
      Pattern.compile("(org/sqlite/native/)?([^/]+)/([^/]+)/[^/]+\\.(so|dylib|jnilib|dll)");

  private static final String DRIVER = "org/sqlite/SQLiteConnectionConfig.class";
  private static final ClassDesc ITS_CLASS = ClassDesc.of("org.sqlite.SQLiteConnectionConfig");
  private static final ClassDesc FORMAT_CLASS = ClassDesc.of("org.sqlite.date.FastDateFormat");
  private static final String MADE_BY = "getInstance";
  private static final MethodTypeDesc MADE_OF =
      MethodTypeDesc.of(FORMAT_CLASS, ConstantDescs.CD_String);

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

  private static final Set<String> MAKERS = Set.of(ConstantDescs.INIT_NAME, "setDateStringFormat");

  /// Makes no format with a connection, or when it is said how one should look.
  private static final ClassTransform NO_DATES =
      ClassTransform.transformingMethodBodies(
          Modernize::makesFormat,
          (code, each) -> {
            if (isMadeBy(each)) {
              code.pop().aconst_null();
            } else {
              code.with(each);
            }
          });

  /// Makes the same where one is asked for.
  private static final ClassTransform LATE_DATES =
      ClassTransform.transformingMethods(
          method -> method.methodName().equalsString("getDateFormat"),
          (method, each) -> {
            if (each instanceof CodeModel) {
              method.withCode(Modernize::giveFormat);
            } else {
              method.with(each);
            }
          });

  private Modernize() {}

  private static boolean makesFormat(MethodModel method) {
    return MAKERS.contains(method.methodName().stringValue());
  }

  private static boolean isMadeBy(CodeElement each) {
    return each instanceof InvokeInstruction call
        && call.owner().asSymbol().equals(FORMAT_CLASS)
        && call.name().equalsString(MADE_BY);
  }

  private static void giveFormat(CodeBuilder code) {
    code.aload(0)
        .getfield(ITS_CLASS, "dateFormat", FORMAT_CLASS)
        .ifThen(
            Opcode.IFNULL,
            make ->
                make.aload(0)
                    .aload(0)
                    .getfield(ITS_CLASS, "dateStringFormat", ConstantDescs.CD_String)
                    .invokestatic(FORMAT_CLASS, MADE_BY, MADE_OF)
                    .putfield(ITS_CLASS, "dateFormat", FORMAT_CLASS))
        .aload(0)
        .getfield(ITS_CLASS, "dateFormat", FORMAT_CLASS)
        .areturn();
  }

  public static void main(String[] words) throws IOException {
    Path jar = Path.of(words[0]);
    Path made = jar.resolveSibling(jar.getFileName() + ".new");
    try (ZipFile from = new ZipFile(jar.toFile())) {
      if (from.getEntry(NOTICE) != null) {
        return;
      }
      try (ZipOutputStream to = new ZipOutputStream(Files.newOutputStream(made))) {
        for (ZipEntry each : Collections.list(from.entries())) {
          if (!isLeftOut(each.getName())) {
            add(to, each, converted(each, from.getInputStream(each).readAllBytes()));
          }
        }
        ZipEntry notice = new ZipEntry(NOTICE);
        notice.setTimeLocal(from.entries().nextElement().getTimeLocal());
        add(to, notice, WORDS.getBytes());
      }
    }
    Files.move(made, jar, StandardCopyOption.ATOMIC_MOVE);
  }

  private static boolean isLeftOut(String entry) {
    if (entry.startsWith("META-INF/versions/22/com/github/luben/zstd/")) {
      return true;
    }
    Matcher library = LIBRARY.matcher(entry);
    return library.matches()
        && (!library.group(2).toLowerCase(Locale.ROOT).startsWith("linux")
            || (USUAL.contains(System.getProperty("os.arch"))
                && !Set.of("x86_64", "amd64", "aarch64").contains(library.group(3))));
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
    if (entry.getName().equals(DRIVER)) {
      return late(old);
    }
    return old.majorVersion() < OLDEST_ARCHIVED ? FORMAT.transformClass(old, CONVERT) : content;
  }

  /// Of another version of the driver than this was written for nothing is made.
  private static byte[] late(ClassModel driver) {
    long made =
        driver.methods().stream()
            .filter(Modernize::makesFormat)
            .flatMap(method -> method.code().orElseThrow().elementStream())
            .filter(Modernize::isMadeBy)
            .count();
    if (made != 2) {
      throw new IllegalStateException(DRIVER + " makes " + made + " formats for dates, not two");
    }
    byte[] without = FORMAT.transformClass(driver, NO_DATES);
    return FORMAT.transformClass(FORMAT.parse(without), LATE_DATES);
  }
}
