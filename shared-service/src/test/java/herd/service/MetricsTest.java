package herd.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;

class MetricsTest {

  private final Metrics metrics = new Metrics();

  @Test
  void aGaugeThatCannotBeHadNowIsLeftOutAndAllTheRestIsServed() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    metrics.counter("looks", "Looks").inc();
    metrics.gaugeOf("age", "Age", report -> report.value(3));
    metrics.gaugeOf(
        "broken",
        "Half of its values are said before it fails",
        report -> {
          report.value(1);
          throw new IllegalStateException("the control plane does not answer");
        });
    metrics.gaugeOf("hanging", "Hanging", _ -> await(never));

    assertThat(metrics.text())
        .contains("looks_total 1.0", "age 3.0")
        .doesNotContain("broken", "hanging");
  }

  @Test
  void gaugesAreAskedAllAtOnce() throws Exception {
    CyclicBarrier both = new CyclicBarrier(2);
    for (String name : new String[] {"one", "other"}) {
      metrics.gaugeOf(
          name,
          "Known when both are asked",
          report -> {
            await(both);
            report.value(1);
          });
    }

    assertThat(metrics.text()).contains("one 1.0", "other 1.0");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IllegalStateException(e);
    }
  }
}
