package herd.constellation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** {@code .env.example}, and how one fills it in. */
final class ExampleEnvironment {
  private ExampleEnvironment() {}

  static Map<String, String> read() throws IOException {
    Map<String, String> variables = new LinkedHashMap<>();
    for (String line : Files.readAllLines(Path.of("../.env.example"))) {
      if (!line.isBlank() && !line.startsWith("#")) {
        String[] parts = line.split("=", 2);
        variables.put(parts[0], parts[1]);
      }
    }
    return variables;
  }

  /** Every place that was left open has a secret of its own; where things are is as told. */
  static Map<String, String> filled(Map<String, String> places) throws IOException {
    Map<String, String> variables = read();
    variables.replaceAll(
        (_, value) -> value.isEmpty() || value.endsWith("=") ? value + UUID.randomUUID() : value);
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    variables.put("HERD_SECRET_KEY", Base64.getEncoder().encodeToString(key));
    variables.putAll(places);
    return variables;
  }
}
