package herd.frontdoor;

import herd.service.http.ApiError;
import java.net.URI;
import java.util.Optional;

/** From the name of a service to its address, or to why there is none. */
record Services(FrontDoorConfig config) {

  /** Answers for what nobody knows: it checks the credentials first, then says 404, 410 or 422. */
  URI starter() {
    return config.starter();
  }

  Optional<URI> backups() {
    return config.backups();
  }

  /** For a new database: the plans of a tier that is not installed are refused by the starter. */
  URI forNew(String tier) {
    return tier.equals(Plans.PRODUCTION) ? config.production().orElse(starter()) : named(tier);
  }

  /** For a database that exists, by its owner's name in the control plane. */
  URI named(String owner) {
    return switch (owner) {
      case Plans.STARTER -> config.starter();
      case Plans.PRODUCTION ->
          config
              .production()
              .orElseThrow(() -> ApiError.unavailable("The production tier is not running."));
      default -> throw ApiError.unavailable("The service that owns this database is not running.");
    };
  }
}
