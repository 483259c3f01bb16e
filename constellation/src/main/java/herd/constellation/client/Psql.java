package herd.constellation.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The real psql with a customer's URL; the parts go into the environment, for a command line can be
 * read by everybody.
 *
 * @param program psql's path
 */
public record Psql(Path program, String url) {

  /** What it printed, and whether it succeeded. */
  public record Answer(boolean ok, String text) {}

  public Answer run(String sql) {
    ProcessBuilder psql =
        new ProcessBuilder(List.of(program.toString(), "-XAtq", "-v", "ON_ERROR_STOP=1"))
            .redirectErrorStream(true);
    psql.environment().putAll(variables());
    try {
      Process process = psql.start();
      try (var in = process.outputWriter(StandardCharsets.UTF_8)) {
        in.write(sql);
      }
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Answer(process.waitFor() == 0, text.strip());
    } catch (IOException e) {
      throw new UncheckedIOException("psql does not run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Answer(false, "interrupted");
    }
  }

  private Map<String, String> variables() {
    URI parts = URI.create(url);
    String[] login = parts.getRawUserInfo().split(":", 2);
    return Map.of(
        "PGHOST", parts.getHost(),
        "PGPORT", Integer.toString(parts.getPort()),
        "PGDATABASE", parts.getPath().substring(1),
        "PGUSER", decoded(login[0]),
        "PGPASSWORD", decoded(login[1]),
        "PGSSLMODE", "require",
        "PGCONNECT_TIMEOUT", "3");
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
