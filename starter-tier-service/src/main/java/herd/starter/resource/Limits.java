package herd.starter.resource;

import herd.starter.resource.ResourceSeen.Limit;
import herd.tier.plan.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Where a resource stands to its plan's limits (SAFETY 21). Pure.
 *
 * @param grace how long a customer may stay over a limit before writing is taken away
 * @param vacuumEvery how often a limited database is vacuumed before it is measured again
 * @param longestTransaction how old a transaction may become before its session is ended
 */
public record Limits(Duration grace, Duration vacuumEvery, Duration longestTransaction) {

  /** So far over that there is no grace. */
  private static final double AT_ONCE = 1.5;

  /** What the rows of a resource say about its past. */
  record Past(
      Optional<Instant> overSince, Optional<Instant> limitedAt, Optional<Instant> vacuumedAt) {}

  Limit judge(
      Plan plan,
      Optional<Long> bytes,
      Optional<Long> rows,
      boolean serverNearlyFull,
      Past past,
      Instant now) {
    if (bytes.isEmpty() || (plan.rows().isPresent() && rows.isEmpty())) {
      return Limit.UNKNOWN;
    }
    double used = used(plan, bytes, rows);
    boolean over = used > 1.0;
    if (past.limitedAt().isPresent()) {
      boolean vacuumed =
          past.vacuumedAt().filter(at -> at.isAfter(past.limitedAt().get())).isPresent();
      boolean again = past.vacuumedAt().map(at -> at.plus(vacuumEvery).isBefore(now)).orElse(true);
      return over
          ? again || !vacuumed ? Limit.MUST_BE_VACUUMED : Limit.LIMITED
          : vacuumed ? Limit.MAY_BE_FREED : Limit.MUST_BE_VACUUMED;
    }
    if (!over) {
      // The next time it goes over, its grace begins anew.
      return past.overSince().isPresent() ? Limit.MAY_BE_FREED : Limit.WITHIN;
    }
    boolean graceOver = past.overSince().filter(at -> graceEnds(at).isBefore(now)).isPresent();
    return graceOver || used >= AT_ONCE || serverNearlyFull ? Limit.MUST_BE_LIMITED : Limit.OVER;
  }

  /** When writing is taken away from whoever has been over since then. */
  Instant graceEnds(Instant overSince) {
    return overSince.plus(grace);
  }

  /** Whole seconds, as looks measure it: what is not over its bound for certain is left alone. */
  boolean tooLong(Optional<Long> oldestTransactionSeconds) {
    return oldestTransactionSeconds.filter(age -> age > longestTransaction.toSeconds()).isPresent();
  }

  /** The used part of the tightest limit; 0 while nothing is known. */
  static double used(Plan plan, Optional<Long> bytes, Optional<Long> rows) {
    double bySize = bytes.map(size -> (double) size / plan.bytes()).orElse(0.0);
    double byRows =
        plan.rows().isPresent() ? rows.map(n -> (double) n / plan.rows().get()).orElse(0.0) : 0.0;
    return Math.max(bySize, byRows);
  }
}
