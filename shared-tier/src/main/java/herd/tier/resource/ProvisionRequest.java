package herd.tier.resource;

import herd.tier.plan.Plan;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A database the marketplace asked for, checked.
 *
 * @param v3 whether the request came by the current contract, not the classic one
 * @param follow the resource it is to be a read-only copy of
 * @param options what the customer gave, as a JSON object
 * @param callback where the classic contract asks to be told of a provision that takes longer than
 *     its own request may
 */
public record ProvisionRequest(
    UUID id,
    boolean v3,
    String name,
    Plan plan,
    String region,
    String options,
    Optional<UUID> follow,
    Optional<URI> callback,
    Optional<Grant> grant) {

  /** The code that buys an access token, once. */
  public record Grant(String code, Instant expiresAt) {
    @Override
    public String toString() {
      return "Grant[code=…, expiresAt=" + expiresAt + "]";
    }
  }
}
