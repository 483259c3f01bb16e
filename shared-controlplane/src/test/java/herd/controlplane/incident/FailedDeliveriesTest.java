package herd.controlplane.incident;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FailedDeliveriesTest {

  @Test
  void eachFailureDoublesTheRestUpToTenMinutes() {
    assertThat(IntStream.rangeClosed(1, 4).mapToObj(FailedDeliveries::rest))
        .extracting(Duration::toSeconds)
        .containsExactly(2L, 4L, 8L, 16L);
    assertThat(FailedDeliveries.rest(10)).isEqualTo(Duration.ofMinutes(10));
    assertThat(FailedDeliveries.rest(1_000_000)).isEqualTo(Duration.ofMinutes(10));
  }
}
