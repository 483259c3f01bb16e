package herd.benchmarks.failover;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What one loss cost.
 *
 * @param standing bytes of WAL since the last checkpoint at the moment of the loss, when a pgbench
 *     ran and had just written a gigabyte; empty when none ran
 * @param outages the longest time without an acknowledged write, by client
 * @param course where the contender keeps books
 * @param acknowledged rows, of all clients
 * @param lost those of them that are not there afterwards
 */
record Trial(
    Loss loss,
    Optional<Long> standing,
    Map<Client, Duration> outages,
    Optional<Course> course,
    int acknowledged,
    int lost) {

  boolean loaded() {
    return standing.isPresent();
  }
}
