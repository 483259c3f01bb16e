package herd.benchmarks.stage;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A tier as processes of their own: one per zone, each with every worker, and one at home with the
 * web process and the keepers. Any of them can be killed, frozen and started again.
 */
public final class Processes implements AutoCloseable {

  private static final String AT_HOME = "home";
  private static final Duration RELEASE = Duration.ofSeconds(60);

  private final Cast cast;
  private final Path logs;
  private final Map<String, String> environment;
  private final Ways ways;
  private final List<String> zones;
  private final Map<String, Process> running = new LinkedHashMap<>();
  private boolean closed;

  Processes(Cast cast, Path logs, Map<String, String> environment, Ways ways, List<String> zones) {
    this.cast = cast;
    this.logs = logs;
    this.environment = Map.copyOf(environment);
    this.ways = ways;
    this.zones = List.copyOf(zones);
  }

  public List<String> zones() {
    return zones;
  }

  /** All processes by name: the zones, and home. */
  public List<String> names() {
    return Stream.concat(zones.stream(), Stream.of(AT_HOME)).toList();
  }

  /** Migrates; it also leaves the archive of classes that makes the others start quickly. */
  void release() throws IOException, InterruptedException {
    Process release = launch("release", List.of("release"));
    if (!release.waitFor(RELEASE.toSeconds(), TimeUnit.SECONDS) || release.exitValue() != 0) {
      throw new IllegalStateException("the release failed:" + tail(List.of("release")));
    }
  }

  public void startAll() throws IOException {
    for (String name : names()) {
      start(name);
    }
  }

  public synchronized void start(String name) throws IOException {
    if (closed) {
      throw new IllegalStateException("the stage is closed");
    }
    running.put(name, launch(name, name.equals(AT_HOME) ? cast.home() : cast.workers()));
  }

  private Process launch(String zone, List<String> types) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx192m",
                "-Xshare:auto",
                "-XX:+AutoCreateSharedArchive",
                "-XX:SharedArchiveFile=" + logs.resolve("classes.jsa"),
                "-Xlog:cds=off",
                "-Xlog:aot=off",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                classPath(),
                cast.main().getName()));
    command.addAll(types);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(logs.resolve(zone + ".log").toFile()));
    Map<String, String> own = new HashMap<>(environment);
    own.put("HERD_VANTAGE", zone);
    own.putAll(ways.environment(zone));
    builder.environment().putAll(own);
    return builder.start();
  }

  /** Only jars, if they hold the service: the archive of classes wants no folders. */
  private String classPath() {
    String all = System.getProperty("java.class.path");
    String jars =
        String.join(
            File.pathSeparator,
            Arrays.stream(all.split(File.pathSeparator)).filter(e -> e.endsWith(".jar")).toList());
    return jars.contains(cast.service().room()) || jars.equals(all) ? jars : all;
  }

  public long pid(String zone) {
    return process(zone).pid();
  }

  public boolean alive(String zone) {
    return process(zone).isAlive();
  }

  /** {@code kill -9}, and waits until it is dead. */
  public void kill(String zone) throws InterruptedException {
    process(zone).destroyForcibly().waitFor();
  }

  public void killAll() throws InterruptedException {
    running.values().forEach(Process::destroyForcibly);
    for (Process process : running.values()) {
      process.waitFor();
    }
  }

  public void freeze(String zone) throws IOException, InterruptedException {
    signal("STOP", zone);
  }

  public void thaw(String zone) throws IOException, InterruptedException {
    signal("CONT", zone);
  }

  private void signal(String signal, String zone) throws IOException, InterruptedException {
    new ProcessBuilder("sh", "-c", "kill -%s %d".formatted(signal, pid(zone))).start().waitFor();
  }

  private Process process(String zone) {
    Process process = running.get(zone);
    if (process == null) {
      throw new IllegalStateException("no process was started in " + zone);
    }
    return process;
  }

  /** The last lines of every log, for a failure's message. */
  String tail() throws IOException {
    return tail(names());
  }

  private String tail(List<String> names) throws IOException {
    StringBuilder text = new StringBuilder();
    for (String name : names) {
      Path log = logs.resolve(name + ".log");
      List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
      text.append("\n--- ").append(name).append('\n');
      lines
          .subList(Math.max(0, lines.size() - 15), lines.size())
          .forEach(line -> text.append(line).append('\n'));
    }
    return text.toString();
  }

  @Override
  public synchronized void close() {
    closed = true;
    try {
      killAll();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
