package herd.tier;

import herd.controlplane.ring.Look;
import herd.controlplane.ring.Observation;
import herd.fleet.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The quorum of SAFETY 6: which vantages say that something is down, each by a look newer than the
 * last fresh login that succeeded from anywhere, and all within ten seconds.
 */
public record Votes(int down, Optional<Instant> lastFreshSuccess) {

  /** How many vantages must agree. */
  public static final int QUORUM = 2;

  private static final Rule DOWN = new Rule(Duration.ofSeconds(10), true, Outcome::speaksForDown);

  /**
   * What is counted.
   *
   * @param together how far apart they may be
   * @param freshOnly whether a kept session's success refutes nothing; false where each look
   *     commits
   * @param speaks which outcomes count
   */
  public record Rule(Duration together, boolean freshOnly, Predicate<Outcome> speaks) {}

  /**
   * @param here the vantage of the present look
   * @param recalled earlier observations, newest first
   */
  public static Votes count(Look present, String here, List<Observation> recalled, Instant now) {
    return count(present, here, recalled, now, DOWN);
  }

  /** The same for other outcomes, or for those who must agree sooner. */
  public static Votes count(
      Look present, String here, List<Observation> recalled, Instant now, Rule rule) {
    if (present.well() && (present.fresh() || !rule.freshOnly())) {
      return new Votes(0, Optional.of(now));
    }
    Optional<Instant> success =
        recalled.stream()
            .filter(earlier -> earlier.well() && (earlier.fresh() || !rule.freshOnly()))
            .map(Observation::at)
            .max(Instant::compareTo);
    Set<String> vantages = new HashSet<>();
    if (says(present.outcome(), rule)) {
      vantages.add(here);
    }
    for (Observation earlier : recalled) {
      boolean counts =
          says(earlier.outcome(), rule)
              && earlier.at().isAfter(now.minus(rule.together()))
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

  private static boolean says(String word, Rule rule) {
    return Arrays.stream(Outcome.values())
        .anyMatch(outcome -> outcome.word().equals(word) && rule.speaks().test(outcome));
  }
}
