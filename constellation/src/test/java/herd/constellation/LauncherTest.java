package herd.constellation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What {@code ./herd} says before any Java starts. */
final class LauncherTest {
  /** A case of the launcher's own: those inside of others are indented further. */
  private static final Pattern CASE = Pattern.compile("(?m)^  ([a-z][a-z |-]*)\\)$");

  private record Answer(int status, String text) {}

  @Test
  void helpListsEveryCommandOfTheLauncher() throws Exception {
    Answer help = herd("help");
    assertThat(help.status()).isZero();
    assertThat(commands()).contains("up", "campaign", "test", "help");
    assertThat(commands())
        .allSatisfy(command -> assertThat(help.text()).contains("\n  " + command + " "));
    assertThat(herd()).isEqualTo(help);
  }

  @Test
  void anUnknownCommandIsRefusedWithAdvice() throws Exception {
    Answer answer = herd("explode");
    assertThat(answer.status()).isEqualTo(64);
    assertThat(answer.text()).contains("there is no command explode").contains("./herd help");
  }

  @Test
  void aMissingPostgresIsSaidWithItsVariable() throws Exception {
    Answer answer = run(List.of("sh", "-c", ". ../launcher/needs.sh; need_postgres"));
    assertThat(answer.status()).isEqualTo(69);
    assertThat(answer.text())
        .contains("HERD_POSTGRES_BIN=/nowhere")
        .contains("PostgreSQL 15 or later");
  }

  @Test
  void whatMayNotBeInstalledIsSaidAllAtOnceWithTheCommandsForRoot() throws Exception {
    String poor = "may_install() { false; }; find_java() { false; }; find_postgres() { false; }; ";
    Answer answer =
        run(
            List.of(
                "sh",
                "-euc",
                ". ../launcher/needs.sh; " + poor + "need_java; need_postgres; all_there"));
    assertThat(answer.status()).isEqualTo(69);
    assertThat(answer.text())
        .containsSubsequence(
            "this machine lacks",
            "a JDK 25 or later",
            "PostgreSQL 15 or later",
            "run as root",
            "apt-get update",
            "create_main_cluster = false",
            "apt-get install -y --no-install-recommends postgresql postgresql-client");
  }

  private static List<String> commands() throws Exception {
    return CASE.matcher(Files.readString(Path.of("../herd")))
        .results()
        .flatMap(found -> Stream.of(found.group(1).split(" \\| ")))
        .filter(command -> !command.startsWith("-"))
        .toList();
  }

  private static Answer herd(String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of("../herd"));
    command.addAll(List.of(words));
    return run(command);
  }

  private static Answer run(List<String> command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("HERD_POSTGRES_BIN", "/nowhere");
    builder.environment().put("HERD_ROOT", Path.of("..").toAbsolutePath().normalize().toString());
    Process process = builder.start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Answer(process.waitFor(), text);
  }
}
