import io.helionyx.durable.OsDisk;
import io.helionyx.meaning.LogCheck;
import io.helionyx.model.RelPath;
import io.helionyx.source.EventLog;
import java.nio.file.Path;
import java.util.Locale;

/// How fast the deep check reads a log: `java -cp target/classes:target/lib/* bench/LogScan.java DIR
/// [TIMES]`. One thread; the first run warms up.
final class LogScan {
  private LogScan() {}

  public static void main(String[] arguments) throws Exception {
    Path log = Path.of(arguments[0]);
    int times = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
    for (int i = 0; i < times; i++) {
      long begin = System.nanoTime();
      var report =
          new LogCheck(new OsDisk(), EventLog.Fields.DEFAULT, Runtime.getRuntime().maxMemory() / 3)
              .run(log, RelPath.of("events"), bytes -> {});
      double seconds = (System.nanoTime() - begin) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "%,d events, %,d bytes, %,d flaws: %.2f s, %.2f GB/s%n",
          report.events(),
          report.bytes(),
          report.flaws().count(),
          seconds,
          report.bytes() / 1e9 / seconds);
    }
  }
}
