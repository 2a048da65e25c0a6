import io.helionyx.durable.Durable;
import io.helionyx.durable.OsDisk;
import io.helionyx.durable.Time;
import io.helionyx.projection.HelionyxProjector;
import io.helionyx.projection.Rebuilt;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/// The built-in projector alone: `java -cp … Projection EVENTS DATABASE`, where DATABASE does not
/// exist. Tells how many events it applied.
final class Projection {
  private Projection() {}

  public static void main(String[] arguments) throws Exception {
    Time time =
        new Time() {
          @Override
          public Instant now() {
            return Instant.now();
          }

          @Override
          public void pause(Duration duration) {}
        };
    Rebuilt rebuilt =
        new HelionyxProjector(new Durable(new OsDisk()), time)
            .rebuild(Path.of(arguments[0]), Path.of(arguments[1]));
    System.out.println(rebuilt.events().orElseThrow());
  }
}
