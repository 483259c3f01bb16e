package herd.starter.resource;

import static org.assertj.core.api.Assertions.assertThat;

import herd.starter.resource.Limits.Past;
import herd.starter.resource.ResourceSeen.Limit;
import herd.tier.plan.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LimitsTest {

  private static final Limits LIMITS =
      new Limits(Duration.ofDays(7), Duration.ofMinutes(30), Duration.ofHours(1));
  private static final Plan MINI = new Plan("mini", "Mini", 0, 1L << 30, 20, Optional.of(10_000L));
  private static final Instant NOW = Instant.parse("2026-11-22T00:00:00Z");
  private static final Past NEVER = new Past(Optional.empty(), Optional.empty(), Optional.empty());

  @Test
  void aLookThatMeasuredNothingNeitherLimitsNorFrees() {
    Past limited = limited(Duration.ofHours(2), Optional.of(Duration.ofHours(1)));
    assertThat(LIMITS.judge(MINI, Optional.empty(), Optional.empty(), false, limited, NOW))
        .isEqualTo(Limit.UNKNOWN);
    assertThat(LIMITS.judge(MINI, Optional.of(1L), Optional.empty(), false, NEVER, NOW))
        .isEqualTo(Limit.UNKNOWN);
  }

  @Test
  void whoeverIsOverHasItsGraceAndLosesWritingAfterIt() {
    assertThat(rows(10_000, NEVER)).isEqualTo(Limit.WITHIN);
    assertThat(rows(10_001, NEVER)).isEqualTo(Limit.OVER);
    assertThat(rows(10_001, over(Duration.ofDays(6)))).isEqualTo(Limit.OVER);
    assertThat(rows(10_001, over(Duration.ofDays(8)))).isEqualTo(Limit.MUST_BE_LIMITED);
  }

  @Test
  void whoeverIsHalfAsMuchOverOrOnANearlyFullDiskHasNoGrace() {
    assertThat(rows(15_000, NEVER)).isEqualTo(Limit.MUST_BE_LIMITED);
    assertThat(LIMITS.judge(MINI, Optional.of(1L), Optional.of(10_001L), true, NEVER, NOW))
        .isEqualTo(Limit.MUST_BE_LIMITED);
  }

  @Test
  void whoeverIsWithinAgainDuringItsGraceHasAWholeOneTheNextTime() {
    assertThat(rows(9_999, over(Duration.ofDays(6)))).isEqualTo(Limit.MAY_BE_FREED);
  }

  @Test
  void whoeverIsLimitedIsVacuumedMeasuredAndFreed() {
    Past fresh = limited(Duration.ofMinutes(1), Optional.empty());
    assertThat(rows(9_999, fresh)).isEqualTo(Limit.MUST_BE_VACUUMED);
    Past vacuumed = limited(Duration.ofHours(1), Optional.of(Duration.ofMinutes(10)));
    assertThat(rows(10_001, vacuumed)).isEqualTo(Limit.LIMITED);
    assertThat(rows(9_999, vacuumed)).isEqualTo(Limit.MAY_BE_FREED);
    Past longAgo = limited(Duration.ofHours(2), Optional.of(Duration.ofMinutes(40)));
    assertThat(rows(10_001, longAgo)).isEqualTo(Limit.MUST_BE_VACUUMED);
  }

  @Test
  void onlyATransactionThatIsCertainlyOverItsBoundIsTooLong() {
    assertThat(LIMITS.tooLong(Optional.of(3601L))).isTrue();
    assertThat(LIMITS.tooLong(Optional.of(3600L))).isFalse();
    assertThat(LIMITS.tooLong(Optional.empty())).isFalse();
  }

  private static Limit rows(long rows, Past past) {
    return LIMITS.judge(MINI, Optional.of(1L), Optional.of(rows), false, past, NOW);
  }

  private static Past over(Duration ago) {
    return new Past(Optional.of(NOW.minus(ago)), Optional.empty(), Optional.empty());
  }

  private static Past limited(Duration ago, Optional<Duration> vacuumed) {
    return new Past(
        Optional.of(NOW.minus(Duration.ofDays(8))),
        Optional.of(NOW.minus(ago)),
        vacuumed.map(NOW::minus));
  }
}
