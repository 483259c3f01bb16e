package herd.frontdoor;

import herd.service.DatabaseConfig;
import herd.service.Variables;
import herd.service.http.HttpConfig;
import java.net.URI;
import java.util.Optional;

/**
 * Where the services behind the front door are, and the control plane that knows who owns an id.
 */
public record FrontDoorConfig(
    HttpConfig http,
    URI starter,
    Optional<URI> production,
    Optional<URI> backups,
    DatabaseConfig control) {

  public static FrontDoorConfig from(Variables variables) {
    return new FrontDoorConfig(
        HttpConfig.from(variables, "HERD_FRONT_PORT", 5000),
        variables.url("HERD_STARTER_URL"),
        variables.optionalUrl("HERD_PRODUCTION_URL"),
        variables.optionalUrl("HERD_BACKUPS_URL"),
        DatabaseConfig.from(variables, "HERD_CONTROL", DatabaseConfig.roleOf("front-door")));
  }
}
