package herd.simulator;

import java.time.Duration;

/**
 * How long the marketplace waits (addon-provider.md, sections 2, 3.3 and 8).
 *
 * @param providerAnswer a call to the provider that takes longer has failed
 * @param attempts how often a call is made before it is given up
 * @param pause before the second attempt; doubled before each further one
 * @param provisioning an asynchronous provision that takes longer is removed
 * @param grant how long a grant code may be exchanged
 * @param access how long an access token lives
 * @param sweep how often overdue provisions and left-overs at the provider are looked for
 */
public record Timing(
    Duration providerAnswer,
    int attempts,
    Duration pause,
    Duration provisioning,
    Duration grant,
    Duration access,
    Duration sweep) {

  /** What Heroku documents. */
  public static Timing documented() {
    return new Timing(
        Duration.ofSeconds(25),
        4,
        Duration.ofMillis(500),
        Duration.ofHours(12),
        Duration.ofMinutes(5),
        Duration.ofHours(8),
        Duration.ofSeconds(30));
  }
}
