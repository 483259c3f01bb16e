package herd.benchmarks.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * The scenarios in which networks are cut between servers, while customers go on at both sides, and
 * those in which a disk is full or stalls, where such disks can be had: a process of their own
 * plays them, in a network of its own.
 */
class CutsTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static final int NOT_POSSIBLE = 69;
  private static final int MINUTES = 10;

  @Test
  void whoeverIsCutOffFromWhomThereIsOneLeaderAndNothingIsLostUncounted() throws Exception {
    assumeTrue(
        run(List.of("true")).code() != NOT_POSSIBLE,
        "a network of its own takes root and the ip program (iproute2)");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                Scenario.class.getName()));
    boolean disks = run(List.of("sh", "-c", "[ -n \"${HERD_OWN_DISKS:-}\" ]")).code() == 0;
    Stories.apart().stream()
        .filter(file -> disks || !Stories.onDisk(file))
        .forEach(file -> command.add(file.toString()));

    Ended ended = run(command);

    assertThat(ended.code()).as(ended.said()).isZero();
  }

  private record Ended(int code, String said) {}

  private static Ended run(List<String> command) throws IOException, InterruptedException {
    List<String> all =
        new ArrayList<>(List.of(ROOT.resolve("launcher").resolve("own-network").toString()));
    all.addAll(command);
    Path said = Files.createTempFile("cuts", ".log");
    Process process =
        new ProcessBuilder(all).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    // A test that is cut short takes its scenario with it, and that its servers.
    Thread shortened = new Thread(process::destroy);
    Runtime.getRuntime().addShutdownHook(shortened);
    try {
      boolean over = process.waitFor(MINUTES, TimeUnit.MINUTES);
      return new Ended(over ? process.exitValue() : -1, Files.readString(said));
    } finally {
      process.destroy();
      if (!process.waitFor(1, TimeUnit.MINUTES)) {
        process.destroyForcibly();
      }
      Runtime.getRuntime().removeShutdownHook(shortened);
      Files.delete(said);
    }
  }
}
