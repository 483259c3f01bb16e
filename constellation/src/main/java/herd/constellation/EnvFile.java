package herd.constellation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a shell sources to talk to a constellation: {@code export NAME=value} lines, no value of
 * which needs quoting. It is there, whole, only while everything is ready.
 */
final class EnvFile {
  private EnvFile() {}

  static Map<String, String> variables(Wiring wiring) {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("HERD_URL", wiring.frontDoorUrl());
    variables.put("HERD_STARTER_URL", wiring.starterUrl());
    variables.put("HERD_PRODUCTION_URL", wiring.productionUrl());
    variables.put("HERD_ADMIN_URL", wiring.adminUrl());
    variables.put("HERD_MARKETPLACE_URL", wiring.marketplaceUrl());
    variables.put("HERD_OPERATOR_TOKEN", wiring.operatorToken());
    variables.put("HERD_ADDON_ID", wiring.manifest().id());
    variables.put("HERD_ADDON_PASSWORD", wiring.manifest().password());
    variables.put("HERD_ADDON_SSO_SALT", wiring.manifest().ssoSalt());
    // For the unmodified Heroku CLI: one listener answers for all of its hosts.
    variables.put("HEROKU_HOST", wiring.marketplaceUrl());
    variables.put("HEROKU_DATA_HOST", "localhost");
    variables.put("HEROKU_PARTICLEBOARD_URL", wiring.marketplaceUrl());
    variables.put("HEROKU_API_KEY", wiring.customer().token());
    variables.put("HEROKU_SKIP_NEW_VERSION_CHECK", "true");
    variables.put("HEROKU_DISABLE_AUTOUPDATE", "1");
    variables.put("PGDIAGNOSE_URL", "localhost");
    variables.put("DISABLE_TELEMETRY", "true");
    return variables;
  }

  static void write(Path file, Map<String, String> variables) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    Files.createFile(
        fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(
        fresh,
        variables.entrySet().stream()
            .map(e -> "export %s=%s\n".formatted(e.getKey(), e.getValue()))
            .collect(Collectors.joining()));
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * @throws IOException when there is none: nothing is up
   */
  static Map<String, String> read(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .filter(line -> line.startsWith("export "))
        .map(line -> line.substring("export ".length()).split("=", 2))
        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
  }
}
