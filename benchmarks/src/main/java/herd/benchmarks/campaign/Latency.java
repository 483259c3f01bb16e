package herd.benchmarks.campaign;

import herd.benchmarks.stage.Customer;
import herd.benchmarks.stage.Stage;
import herd.benchmarks.stage.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * How long a provision takes where a server has room, one after the other: from the customer's
 * request to the marketplace until that says {@code provisioned}.
 *
 * @param millis sorted
 */
record Latency(List<Double> millis) {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration STEP = Duration.ofMillis(3);

  static Latency measure(Stage stage, int times) throws Exception {
    List<Double> all = new ArrayList<>();
    // The first finds everything cold, and perhaps the web process still starting.
    stage.customer.buy("essential-0");
    stage.awaitProvisions(LIMIT);
    for (int i = 0; i < times; i++) {
      long begun = System.nanoTime();
      String name = stage.customer.ask("essential-0").orElseThrow().name();
      while (stage.customer.addon(name).filter(Customer.Addon::provisioned).isEmpty()) {
        if (System.nanoTime() - begun > LIMIT.toNanos()) {
          throw new AssertionError(name + " is not provisioned within " + LIMIT);
        }
        LockSupport.parkNanos(STEP.toNanos());
      }
      all.add((System.nanoTime() - begun) / 1e6);
      stage.customer.giveUp(name);
      String left =
          "control.subject where kind = 'resource' and not wanted and state <> 'DESTROYED'";
      Waiting.until("its removal is over", LIMIT, () -> stage.books.count(left) == 0);
    }
    Collections.sort(all);
    return new Latency(List.copyOf(all));
  }

  double at(double quantile) {
    return millis.get(Math.min(millis.size() - 1, (int) (quantile * millis.size())));
  }
}
