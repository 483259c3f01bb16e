package herd.constellation;

import herd.constellation.HerokuCli.Answer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The real foreman on the root Procfile, with an {@code .env} in a folder of its own. */
final class Foreman {
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin");
  private static final Duration RELEASE = Duration.ofMinutes(2);

  private final Path root;
  private final Path folder;
  private final Map<String, String> variables;
  private final Map<String, String> machine;
  private final int portBase;

  /**
   * @param variables what is written into {@code .env}
   * @param machine what this machine's environment says
   */
  Foreman(Path folder, Map<String, String> variables, Map<String, String> machine, int portBase)
      throws IOException {
    this.root = Path.of("..").toRealPath();
    this.folder = folder;
    this.variables = variables;
    this.machine = machine;
    this.portBase = portBase;
    Path file =
        Files.createFile(
            env(),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(
        file,
        variables.entrySet().stream()
            .map(variable -> variable.getKey() + "=" + variable.getValue() + "\n")
            .collect(Collectors.joining()));
  }

  static boolean isInstalled() {
    return Files.isExecutable(Path.of("/usr/bin/foreman"))
        || Files.isExecutable(Path.of("/usr/local/bin/foreman"));
  }

  /** Runs one process type to its end. */
  void run(String processType) throws Exception {
    Answer answer = HerokuCli.run(inRoot("run", processType), path(), RELEASE);
    if (answer.exit() != 0) {
      throw new AssertionError("foreman run " + processType + ": " + answer.text());
    }
  }

  /** In a process group of its own, as a shell starts it. */
  Process start() throws IOException {
    List<String> command = new ArrayList<>(List.of("setsid", "env", "--default-signal=INT"));
    command.addAll(inRoot("start", "-p", Integer.toString(portBase)));
    ProcessBuilder builder = new ProcessBuilder(command).directory(root.toFile());
    builder.environment().putAll(path());
    return builder.redirectErrorStream(true).redirectOutput(log().toFile()).start();
  }

  /** The marketplace, which is no service of Herd's and stands in no Procfile. */
  Process startMarketplace(int port) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                JAVA.resolve("java").toString(),
                "-jar",
                "marketplace-simulator/target/marketplace-simulator.jar")
            .directory(root.toFile());
    builder.environment().putAll(variables);
    builder.environment().putAll(path());
    builder.environment().put("HERD_MARKETPLACE_PORT", Integer.toString(port));
    return builder
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("marketplace.out").toFile())
        .start();
  }

  /** What a terminal does with Ctrl-C: the signal goes to the whole group. */
  static void interrupt(Process foreman) throws Exception {
    Answer answer =
        HerokuCli.run(
            List.of("sh", "-c", "kill -INT -" + foreman.pid()), Map.of(), Duration.ofSeconds(10));
    if (answer.exit() != 0) {
      throw new AssertionError("kill: " + answer.text());
    }
  }

  Path log() {
    return folder.resolve("foreman.out");
  }

  private Path env() {
    return folder.resolve(".env");
  }

  private List<String> inRoot(String command, String... more) {
    List<String> words =
        new ArrayList<>(List.of("foreman", command, "-d", root.toString(), "-e", env().toString()));
    words.addAll(List.of(more));
    return words;
  }

  /** The Procfiles say {@code java}, which must be the right one. */
  private Map<String, String> path() {
    return Map.of("PATH", JAVA + File.pathSeparator + machine.getOrDefault("PATH", "/usr/bin"));
  }
}
