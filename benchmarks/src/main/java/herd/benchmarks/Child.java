package herd.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A JVM of its own beside this one, with the same class path. It reads its secrets from its input
 * and is killed when closed.
 */
public record Child(Process process) implements AutoCloseable {

  /**
   * @param heap the most memory, such as 512m
   * @param input lines for its standard input, which then stays open
   */
  public static Child start(Class<?> main, String heap, List<String> arguments, List<String> input)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    for (String line : input) {
      process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }
    process.getOutputStream().flush();
    return new Child(process);
  }

  /** The first line it prints. */
  public String firstLine() throws IOException {
    String line =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
            .readLine();
    if (line == null) {
      throw new IOException("a process of the benchmark ended before it was ready");
    }
    return line;
  }

  public Duration cpu() {
    return Cpu.of(process.pid());
  }

  /** Ends it as {@code kill -9} does. */
  public void kill() {
    process.destroyForcibly();
  }

  @Override
  public void close() {
    kill();
  }
}
