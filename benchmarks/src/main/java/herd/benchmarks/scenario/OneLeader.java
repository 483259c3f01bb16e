package herd.benchmarks.scenario;

import herd.benchmarks.scenario.Side.Acknowledged;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Never two leaders, as customers would notice it: no two servers acknowledge writes at overlapping
 * times, and the writes go over to another server no more often than one was promoted.
 */
final class OneLeader {

  private OneLeader() {}

  /**
   * What contradicts it; empty when nothing does.
   *
   * @param ledger in the order of its beginning
   * @param promotions so many there were, by the books
   */
  static Optional<String> broken(List<Acknowledged> ledger, int promotions) {
    Map<String, Acknowledged> latest = new HashMap<>();
    int changes = 0;
    String leader = "";
    for (Acknowledged row : ledger) {
      for (Acknowledged other : latest.values()) {
        if (!other.server().equals(row.server()) && other.done() > row.begun()) {
          return Optional.of("at the same time were acknowledged %s and %s".formatted(other, row));
        }
      }
      latest.merge(row.server(), row, (a, b) -> a.done() > b.done() ? a : b);
      if (!row.server().equals(leader)) {
        changes += leader.isEmpty() ? 0 : 1;
        leader = row.server();
      }
    }
    return changes > promotions
        ? Optional.of(
            "writes went over to another server %d times, and %d were promoted"
                .formatted(changes, promotions))
        : Optional.empty();
  }
}
