package herd.controlplane.ring;

import java.time.Duration;
import java.util.Optional;

/**
 * How one worker drains one ring.
 *
 * @param worker its name, unique among all that run: it owns what it takes
 * @param vantage the name of the place it looks from
 * @param onlyNamed take only the member of this name (a vantage looks at itself alone)
 * @param slots how many looks may be under way at once; each lane has its guaranteed share
 * @param acts how many acts may be under way at once
 * @param lookLimit the longest one look may take
 * @param stopsWhenBlind take nothing while this vantage's own member is BLIND
 */
public record WorkerConfig(
    String worker,
    String vantage,
    Optional<String> onlyNamed,
    int slots,
    int acts,
    Duration lookLimit,
    boolean stopsWhenBlind) {

  public static WorkerConfig of(String worker, String vantage) {
    return new WorkerConfig(
        worker, vantage, Optional.empty(), 128, 16, Duration.ofSeconds(10), false);
  }

  public WorkerConfig withSlots(int count) {
    return new WorkerConfig(worker, vantage, onlyNamed, count, acts, lookLimit, stopsWhenBlind);
  }

  public WorkerConfig withLookLimit(Duration limit) {
    return new WorkerConfig(worker, vantage, onlyNamed, slots, acts, limit, stopsWhenBlind);
  }

  public WorkerConfig stoppingWhenBlind() {
    return new WorkerConfig(worker, vantage, onlyNamed, slots, acts, lookLimit, true);
  }

  public WorkerConfig named(String name) {
    return new WorkerConfig(
        worker, vantage, Optional.of(name), slots, acts, lookLimit, stopsWhenBlind);
  }
}
