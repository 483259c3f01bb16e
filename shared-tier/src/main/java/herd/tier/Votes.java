package herd.tier;

import herd.controlplane.ring.Look;
import herd.controlplane.ring.Observation;
import herd.fleet.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The quorum of SAFETY 6: which vantages say that something is down, each by a look newer than the
 * last fresh login that succeeded from anywhere, and all within ten seconds.
 */
public record Votes(int down, Optional<Instant> lastFreshSuccess) {

  private static final Duration TOGETHER = Duration.ofSeconds(10);

  /** How many vantages must agree. */
  public static final int QUORUM = 2;

  /**
   * @param here the vantage of the present look
   * @param recalled earlier observations, newest first
   */
  public static Votes count(Look present, String here, List<Observation> recalled, Instant now) {
    if (present.well() && present.fresh()) {
      return new Votes(0, Optional.of(now));
    }
    Optional<Instant> success =
        recalled.stream()
            .filter(earlier -> earlier.well() && earlier.fresh())
            .map(Observation::at)
            .max(Instant::compareTo);
    Set<String> vantages = new HashSet<>();
    if (present.bad()) {
      vantages.add(here);
    }
    for (Observation earlier : recalled) {
      boolean counts =
          speaksForDown(earlier.outcome())
              && earlier.at().isAfter(now.minus(TOGETHER))
              && success.map(earlier.at()::isAfter).orElse(true);
      if (counts) {
        vantages.add(earlier.vantage());
      }
    }
    return new Votes(vantages.size(), success);
  }

  public boolean sayDown() {
    return down >= QUORUM;
  }

  private static boolean speaksForDown(String word) {
    for (Outcome outcome : Outcome.values()) {
      if (outcome.word().equals(word)) {
        return outcome.speaksForDown();
      }
    }
    return false;
  }
}
