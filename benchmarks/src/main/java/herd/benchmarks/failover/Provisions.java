package herd.benchmarks.failover;

import herd.benchmarks.stage.Customer;
import herd.benchmarks.stage.Stage;
import herd.benchmarks.stage.Waiting;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/** How long a customer waits for a database, where spare servers are up. */
final class Provisions {

  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final Duration STEP = Duration.ofMillis(3);
  static final int SPARES = 2;

  private final Stage stage;

  Provisions(Stage stage) {
    this.stage = stage;
  }

  /**
   * From the request on, for each time.
   *
   * @param ready until the marketplace says {@code provisioned}
   * @param guarded until its standby may be promoted; empty for a plan without one
   */
  record Times(String plan, List<Duration> ready, List<Duration> guarded) {}

  /** One after the other, each removed before the next. */
  Times measure(String plan, int times) throws Exception {
    List<Duration> ready = new ArrayList<>();
    List<Duration> guarded = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      awaitSpares();
      long begun = System.nanoTime();
      Customer.Addon addon = stage.customer.ask(plan).orElseThrow();
      awaitReady(addon);
      ready.add(since(begun));
      if (plan.startsWith("premium")) {
        new Premium(stage.books, UUID.fromString(addon.id())).awaitFormed();
        guarded.add(since(begun));
      }
      stage.customer.giveUp(addon.name());
      String left =
          "control.subject where kind = 'resource' and not wanted and state <> 'DESTROYED'";
      Waiting.until(addon.name() + " is gone", LIMIT, () -> stage.books.count(left) == 0);
    }
    return new Times(plan, ready, guarded);
  }

  /** One to keep. */
  Customer.Addon keep(String plan) throws Exception {
    awaitSpares();
    Customer.Addon addon = stage.customer.buy(plan);
    awaitReady(addon);
    Optional<Customer.Addon> bought = stage.customer.addon(addon.name());
    return bought.orElseThrow();
  }

  /** The pool is looked at once a minute; it is made due here, for the next to find spares. */
  private void awaitSpares() throws Exception {
    while (spares() < SPARES) {
      stage.books.run(
          "update control.subject set due_at = clock_timestamp() where kind = 'pool';"
              + " notify herd_due, 'pool'");
      int before = spares();
      Waiting.until("a spare server is up", LIMIT, () -> spares() > before || before >= SPARES);
    }
  }

  private int spares() throws SQLException {
    return stage.books.count(
        "production_tier.server v join control.subject s on s.id = v.id"
            + " where v.open and s.wanted and s.state = 'AVAILABLE'");
  }

  private void awaitReady(Customer.Addon addon) throws Exception {
    long begun = System.nanoTime();
    while (stage.customer.addon(addon.name()).filter(Customer.Addon::provisioned).isEmpty()) {
      if (since(begun).compareTo(LIMIT) > 0) {
        throw new AssertionError(addon.name() + " is not provisioned within " + LIMIT);
      }
      LockSupport.parkNanos(STEP.toNanos());
    }
  }

  private static Duration since(long begun) {
    return Duration.ofNanos(System.nanoTime() - begun);
  }
}
