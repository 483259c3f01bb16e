package herd.constellation;

import herd.fleet.local.PortRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * A constellation in a process of its own, in a temporary folder, as {@code ./herd up} starts it.
 */
final class Running {

  private static final Duration READY = Duration.ofMinutes(2);
  private static final Duration END = Duration.ofMinutes(1);

  private final Path data;
  private final Process process;

  private Running(Path data, Process process) {
    this.data = data;
    this.process = process;
  }

  static Running start() throws Exception {
    Path data = Files.createTempDirectory("herd-up");
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
    return start(data, PortRange.free(Ports.COUNT).first());
  }

  static Running start(Path data, int portBase) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "herd.constellation.Main",
                "up",
                "--data",
                data.toString(),
                "--port-base",
                Integer.toString(portBase))
            .redirectErrorStream(true)
            .redirectOutput(data.resolve("up.out").toFile())
            .start();
    Running running = new Running(data, process);
    running.awaitReady();
    return running;
  }

  private void awaitReady() throws IOException {
    long deadline = System.nanoTime() + READY.toNanos();
    while (!Files.exists(data.resolve("env"))) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        process.destroyForcibly();
        throw new AssertionError("not ready: " + Files.readString(data.resolve("up.out")));
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  /** What DIR/env exports. */
  Map<String, String> environment() throws IOException {
    Map<String, String> variables = new HashMap<>();
    for (String line : Files.readAllLines(data.resolve("env"))) {
      if (line.startsWith("export ")) {
        String[] parts = line.substring("export ".length()).split("=", 2);
        variables.put(parts[0], parts[1].replaceAll("^'|'$", ""));
      }
    }
    return variables;
  }

  /** As Ctrl-C does. */
  void stop() throws Exception {
    process.destroy();
    if (!process.waitFor(END)) {
      process.destroyForcibly();
      throw new AssertionError("did not end: " + Files.readString(data.resolve("up.out")));
    }
  }
}
