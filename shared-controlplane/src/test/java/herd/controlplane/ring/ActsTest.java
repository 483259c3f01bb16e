package herd.controlplane.ring;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import herd.statemachine.Rule;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When an act that failed is tried again. */
class ActsTest {

  @Test
  void aCalmStateTriesOnceMoreSoonAndThenAtItsBeat() {
    Rule<?, ?, ?> calm = rule(ofMinutes(1));
    assertThat(Acts.afterFailure(calm, false, ofMinutes(9))).isEqualTo(ofSeconds(5));
    assertThat(Acts.afterFailure(calm, true, ofMinutes(9))).isEqualTo(ofMinutes(1));
  }

  @Test
  void aHastyStateTriesAtItsBeatsAndEverySecondInTheEnd() {
    Rule<?, ?, ?> hasty = rule(ofMillis(100), ofMillis(500), ofSeconds(10));
    assertThat(Acts.afterFailure(hasty, false, ofMinutes(9))).isEqualTo(ofMillis(100));
    assertThat(Acts.afterFailure(hasty, true, Duration.ZERO)).isEqualTo(ofMillis(100));
    assertThat(Acts.afterFailure(hasty, true, ofSeconds(2))).isEqualTo(ofMillis(500));
    assertThat(Acts.afterFailure(hasty, true, ofMinutes(9))).isEqualTo(ofSeconds(1));
    Duration aheadOfUs = ofSeconds(-3);
    assertThat(Acts.afterFailure(hasty, true, aheadOfUs)).isEqualTo(ofMillis(100));
  }

  private static Rule<?, ?, ?> rule(Duration... beats) {
    return new Toy(new Toy.World(), ofSeconds(1)).machine().every(beats);
  }
}
