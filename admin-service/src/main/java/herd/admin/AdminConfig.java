package herd.admin;

import herd.service.DatabaseConfig;
import herd.service.Secret;
import herd.service.Variables;
import herd.service.http.BearerTokens;
import herd.service.http.HttpConfig;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * @param operators who may come in, each with a token of his own
 * @param serviceToken what this service shows to the owners it asks
 * @param owners where each owner is, by its name in the control plane; one that is not installed is
 *     left out
 */
public record AdminConfig(
    HttpConfig http,
    BearerTokens operators,
    Secret serviceToken,
    Map<String, URI> owners,
    DatabaseConfig control) {

  private static final Map<String, String> OWNER_VARIABLES =
      Map.of(
          "starter-tier", "HERD_STARTER_URL",
          "production-tier", "HERD_PRODUCTION_URL",
          "backups", "HERD_BACKUPS_URL",
          "dataclips", "HERD_DATACLIPS_URL");

  static DatabaseConfig control(Variables variables) {
    return DatabaseConfig.from(variables, "HERD_CONTROL", DatabaseConfig.roleOf("admin"));
  }

  public static AdminConfig from(Variables variables) {
    Map<String, URI> owners = new LinkedHashMap<>();
    OWNER_VARIABLES.forEach(
        (owner, variable) -> variables.optionalUrl(variable).ifPresent(u -> owners.put(owner, u)));
    return new AdminConfig(
        HttpConfig.from(variables, "HERD_ADMIN_PORT", 5003),
        BearerTokens.from(variables, "HERD_OPERATOR_TOKENS"),
        variables.secret("HERD_SERVICE_TOKEN"),
        Map.copyOf(owners),
        control(variables));
  }
}
