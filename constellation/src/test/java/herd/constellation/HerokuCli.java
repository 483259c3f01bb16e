package herd.constellation;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The Heroku CLI as npm gives it, unmodified; about 400 MB, kept in the cache folder between runs.
 * Where npm is missing or cannot reach its registry there is none.
 */
final class HerokuCli {

  private static final String VERSION = "11.10.0";
  private static final Duration INSTALL = Duration.ofMinutes(8);
  private static final Duration COMMAND = Duration.ofSeconds(90);

  /** How a command ended. */
  record Answer(int exit, String text) {}

  private final Path program;
  private final Path home;
  private final Map<String, String> environment;

  private HerokuCli(Path program, Path home, Map<String, String> environment) {
    this.program = program;
    this.home = home;
    this.environment = environment;
  }

  /** Installs it unless it is there; empty, with the reason on standard output, where it cannot. */
  static Optional<HerokuCli> install(Path home, Map<String, String> environment) throws Exception {
    Path folder = cache().resolve("heroku-cli-" + VERSION);
    Path program = folder.resolve("node_modules/.bin/heroku");
    if (!Files.isExecutable(program)) {
      Files.createDirectories(folder);
      Answer installed;
      try {
        installed =
            run(
                List.of(
                    "npm",
                    "install",
                    "--no-audit",
                    "--no-fund",
                    "--silent",
                    "--prefix",
                    folder.toString(),
                    "heroku@" + VERSION),
                Map.of(),
                INSTALL);
      } catch (IOException e) {
        System.out.println("no Heroku CLI: npm cannot be run: " + e.getMessage());
        return Optional.empty();
      }
      if (installed.exit() != 0) {
        System.out.println("no Heroku CLI: npm install failed: " + installed.text());
        return Optional.empty();
      }
    }
    return Optional.of(new HerokuCli(program, home, environment));
  }

  Answer heroku(String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(words));
    Map<String, String> all = new HashMap<>(environment);
    all.put("HOME", home.toString());
    all.put("NO_COLOR", "1");
    return run(command, all, COMMAND);
  }

  static Answer run(List<String> command, Map<String, String> environment, Duration limit)
      throws Exception {
    Path output = Files.createTempFile("herd-command", ".out");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      if (!process.waitFor(limit)) {
        throw new AssertionError(command + " did not end within " + limit);
      }
      return new Answer(process.exitValue(), Files.readString(output));
    } finally {
      process.destroyForcibly();
      Files.delete(output);
    }
  }

  private static Path cache() {
    return Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
        .map(Path::of)
        .orElse(Path.of(System.getProperty("user.home"), ".cache"))
        .resolve("herd");
  }
}
