package herd.benchmarks.idle;

import herd.benchmarks.Cpu;
import herd.benchmarks.Folder;
import herd.benchmarks.stage.Waiting;
import herd.fleet.local.PortRange;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The constellation as {@code ./herd up} starts it, with a folder and ports of its own. Closing it
 * ends it and its databases, and deletes the folder.
 */
record Constellation(Process process, Folder folder) implements Closeable {

  /** The launcher knows the jar and the flags; its shell becomes the constellation. */
  private static final String COMMAND =
      ". \"$HERD_ROOT/launcher/needs.sh\"; become_constellation up --data \"$0\" --port-base \"$1\"";

  private static final int PORTS = 1000;
  private static final Duration READY = Duration.ofMinutes(2);
  private static final Duration END = Duration.ofMinutes(1);

  static Constellation launch() throws IOException {
    Path root = root();
    Path jar = root.resolve("constellation/target/constellation.jar");
    if (Files.notExists(jar)) {
      throw new IllegalStateException(
          "there is no %s: ./herd bench idle builds it, as mvn -pl constellation -am -DskipTests package does"
              .formatted(jar));
    }
    Folder folder = Folder.make();
    String ports = Integer.toString(PortRange.free(PORTS).first());
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-euc", COMMAND, data(folder).toString(), ports)
            .redirectErrorStream(true)
            .redirectOutput(said(folder).toFile());
    builder.environment().put("HERD_ROOT", root.toString());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return new Constellation(builder.start(), folder);
  }

  /** The clone that this was built in: its jar, or its classes, are in benchmarks/target. */
  private static Path root() throws IOException {
    try {
      Path here =
          Path.of(Constellation.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return here.resolve("../../..").normalize();
    } catch (URISyntaxException e) {
      throw new IOException("cannot tell where the benchmarks are", e);
    }
  }

  /** Waits until everything answers: only then its env is there. How long that took. */
  Duration awaitReady() throws Exception {
    Duration took =
        Waiting.until(
            "the constellation is ready", READY, () -> Files.exists(env()) || !process.isAlive());
    mustRun();
    return took;
  }

  /** What its env exports by this name. */
  String exported(String name) throws IOException {
    String begin = "export " + name + "=";
    return Files.readAllLines(env()).stream()
        .filter(line -> line.startsWith(begin))
        .map(line -> line.substring(begin.length()))
        .findFirst()
        .orElseThrow(() -> new IOException(env() + " has no " + name));
  }

  /** User and system time of the one process. */
  Duration cpu() throws IOException {
    mustRun();
    return Cpu.of(process.pid());
  }

  /** Its memory that is in RAM (VmRSS of proc(5)), in millions of bytes. */
  double residentMegabytes() throws IOException {
    mustRun();
    List<String> status = Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"));
    return status.stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) * 1024 / 1e6)
        .sum();
  }

  private void mustRun() throws IOException {
    if (!process.isAlive()) {
      throw new IOException("the constellation ended: " + Files.readString(said(folder)));
    }
  }

  private Path env() {
    return data(folder).resolve("env");
  }

  private static Path data(Folder folder) {
    return folder.path().resolve("data");
  }

  private static Path said(Folder folder) {
    return folder.path().resolve("said");
  }

  /** As Ctrl-C does. One that does not end may have databases that run: its folder is left. */
  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(END)) {
        process.destroyForcibly();
        throw new IOException(
            "the constellation did not end within %d s and was killed; what is left of it is in %s"
                .formatted(END.toSeconds(), folder.path()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("while the constellation ended");
    }
    folder.close();
  }
}
