package herd.benchmarks.failover;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What one loss cost.
 *
 * @param loaded a pgbench ran, and had just written a gigabyte
 * @param outages the longest time without an acknowledged write, by client
 * @param course where the contender keeps books
 * @param acknowledged rows, of all clients
 * @param lost those of them that are not there afterwards
 */
record Trial(
    Loss loss,
    boolean loaded,
    Map<Client, Duration> outages,
    Optional<Course> course,
    int acknowledged,
    int lost) {}
