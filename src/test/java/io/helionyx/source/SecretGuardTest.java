package io.helionyx.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.helionyx.model.Ending;
import io.helionyx.model.Environment;
import io.helionyx.model.Refusal;
import io.helionyx.model.Settings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("B3")
class SecretGuardTest {
  @TempDir Path project;

  private void write(String file, String text) throws Exception {
    Files.writeString(project.resolve(file), text);
  }

  private SecretGuard guard() {
    return SecretGuard.of(project, Map.of("AWS_SECRET_ACCESS_KEY", "process-value"));
  }

  @Test
  void secretsOfEveryFileAndOfTheProcessAreFoundByName() throws Exception {
    write(".env", "OPENAI_API_KEY=sk-base-0001\nBASE_TOKEN=base-old\nBASE_TOKEN=base-new\n");
    write(".env.live", "telegram_bot_token=\"12345:live\"\nTELEGRAM_CHAT_ID=987654321\n");
    write(".env.anything.bak", "DB_PASSWORD=p-${OPENAI_API_KEY}-s\nX_SECRET=hushhush\n");
    Files.write(
        project.resolve(".env.bad"), "B_KEY=f\u00fcnfzig".getBytes(StandardCharsets.ISO_8859_1));
    Files.createDirectory(project.resolve(".env.d"));
    SecretGuard guard = guard();
    assertThat(guard.found("error at sk-base-0001.")).contains("OPENAI_API_KEY");
    assertThat(guard.found("base-old")).contains("BASE_TOKEN");
    assertThat(guard.found("base-new")).contains("BASE_TOKEN");
    assertThat(guard.found("http://12345:live@x")).contains("telegram_bot_token");
    assertThat(guard.found("/backups/987654321/x")).contains("TELEGRAM_CHAT_ID");
    assertThat(guard.found("hushhush")).contains("X_SECRET");
    assertThat(guard.found("process-value")).contains("AWS_SECRET_ACCESS_KEY");
    assertThat(guard.found("nothing of that kind, p--s")).isEmpty();
  }

  @Test
  void settingsOfOtherNamesAreNoSecrets() throws Exception {
    write(".env", "KEYRING=keyringvalue\nAPI_KEY_ID=identifier\nLOG_LEVEL=WARNING\nA_KEY=\n");
    assertThat(guard().found("keyringvalue identifier WARNING")).isEmpty();
    assertThat(guard().foundWhole("")).isEmpty();
  }

  @Test
  void shortValueCountsOnlyAsAWhole() throws Exception {
    write(".env", "SECRET_KEY=dev\nLONG_KEY=sixsix\n");
    assertThat(guard().found("data/backups/dev")).isEmpty();
    assertThat(guard().found("dev")).isEmpty();
    assertThat(guard().foundWhole(" dev ")).contains("SECRET_KEY");
    assertThat(guard().foundWhole("devel")).isEmpty();
    assertThat(guard().foundWhole("a sixsix b")).contains("LONG_KEY");
  }

  @Test
  void escapedFormsAreFound() throws Exception {
    write(".env", "A_KEY='pä ss\"w\\\\/rd'\nB_KEY=\"two\nlines\"\nC_KEY=100%41pure\n");
    SecretGuard guard = guard();
    assertThat(guard.found("{\"x\": \"pä ss\\\"w\\\\/rd\"}")).contains("A_KEY");
    assertThat(guard.found("p\\u00e4 ss\\\"w\\\\\\/rd")).contains("A_KEY");
    assertThat(guard.found("p%C3%A4%20ss%22w%5C%2frd")).contains("A_KEY");
    assertThat(guard.found("two\\nlines")).contains("B_KEY");
    assertThat(guard.found("two%0Alines")).contains("B_KEY");
    assertThat(guard.found("100%41pure 100%")).contains("C_KEY");
    assertThat(guard.found("100%2541pure")).contains("C_KEY");
    assertThat(guard.found("C:\\users\\u12")).isEmpty();
  }

  @Test
  void manyLinesAreCheckedQuickly() throws Exception {
    StringBuilder file = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      file.append("N%d_KEY=sk-test-%d-abcdefghijklmnop\n".formatted(i, i));
    }
    write(".env", file.toString());
    SecretGuard guard = guard();
    long start = System.nanoTime();
    long found = 0;
    for (int i = 0; i < 300_000; i++) {
      found += guard.found("events/2026-02-11.jsonl: line " + i + " is no JSON").stream().count();
    }
    assertThat(found).isZero();
    assertThat((System.nanoTime() - start) / 1_000_000).as("milliseconds").isLessThan(10_000);
  }

  private Refusal refusal(Settings settings, Path directory) {
    return catchThrowableOfType(Refusal.class, () -> guard().check(settings, directory));
  }

  @Test
  void secretInASettingIsRefusedByBothNames() throws Exception {
    write(".env", "X_TOKEN=abc\nY_KEY=longsecret\n");
    Settings level = new Settings(Environment.DEV, "./e", "./p/d.db", "h", 8000, "abc");
    assertThat(refusal(level, project).ending()).isEqualTo(Ending.USAGE);
    assertThat(refusal(level, project).problem().text())
        .isEqualTo(
            """
            LOG_LEVEL holds the value of X_TOKEN, which is a secret, and would be recorded and shown.
            Nothing was changed.
            Change the one of the two that is wrong; if X_TOKEN is a placeholder, make it another word.\
            """);
    Settings path = new Settings(Environment.DEV, "./longsecret/e", "./p/d.db", "h", 8000, "I");
    assertThat(refusal(path, project).problem().what()).startsWith("EVENT_STORE_PATH holds");
    Settings fine = new Settings(Environment.DEV, "./e", "./p/d.db", "h", 8000, "INFO");
    assertThat(refusal(fine, project)).isNull();
    assertThat(refusal(fine, project.resolve("longsecret")).problem().what())
        .isEqualTo(
            "The path of the project directory holds the value of Y_KEY, which is a secret, and"
                + " would be recorded and shown.");
  }

  @Test
  void placeholderThatIsTheEnvironmentsNameIsFine() throws Exception {
    write(".env", "SECRET_KEY=dev\n");
    guard().check(Configuration.load(project, Environment.DEV, Map.of()));
  }

  @Test
  void secretInTheBackupRootIsRefused() throws Exception {
    write(".env", "Y_KEY=longsecret\nBACKUP_ROOT=/mnt/longsecret\n");
    Configuration configuration = Configuration.load(project, Environment.DEV, Map.of());
    Refusal refusal = catchThrowableOfType(Refusal.class, () -> guard().check(configuration));
    assertThat(refusal.problem().what())
        .startsWith("The path of the backup root holds the value of Y_KEY,");
  }
}
