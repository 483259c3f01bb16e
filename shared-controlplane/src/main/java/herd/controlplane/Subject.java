package herd.controlplane;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * One thing that is looked at for as long as it lives: a server, a resource, an incident, a
 * vantage. A snapshot of its row; times are the control plane's clock.
 *
 * @param partOf what it stands on: a resource's server, an incident's subject
 * @param wanted false once somebody asked for its end
 * @param version rises with every wish and every transition; what compare-and-set compares
 * @param stumbles looks in a row that threw
 * @param troubles the types of its open incidents
 * @param held until when an operator keeps every act away from it
 * @param takenUntil until when its taker has it; no two takes of a member end at the same time
 * @param trace the trace id of the request that wished for what is under way, if one did
 */
public record Subject(
    UUID id,
    String kind,
    String owner,
    String name,
    Optional<UUID> partOf,
    boolean wanted,
    String state,
    Instant since,
    long version,
    String lane,
    Instant lookedAt,
    Optional<String> lookedFrom,
    int stumbles,
    List<String> troubles,
    Optional<Instant> held,
    Optional<Instant> takenUntil,
    Optional<String> trace) {

  /**
   * Ties together the log lines of what befalls it: the request's id, else one for each version.
   */
  public String traced() {
    return trace.orElseGet(() -> id.toString().substring(0, 8) + "-" + version);
  }
}
