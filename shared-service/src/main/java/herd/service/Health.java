package herd.service;

import herd.service.log.Scrubber;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Named checks that say whether a service can do its work. Each has two seconds, all run at once,
 * and one that hangs or throws is a failing check. Thread-safe.
 */
public final class Health {

  private static final Duration LIMIT = Duration.ofSeconds(2);

  private final String service;
  private final Map<String, Callable<Optional<String>>> checks = new ConcurrentSkipListMap<>();

  public Health(String service) {
    this.service = service;
  }

  /** Adds a check: empty when all is well, otherwise why not. */
  public void check(String name, Callable<Optional<String>> check) {
    checks.put(name, check);
  }

  /** What {@code /health} answers: 200 when {@code healthy}, else 503. */
  public record Report(
      String service, String version, boolean healthy, Map<String, String> checks) {}

  public Report report() throws InterruptedException {
    Map<String, FutureTask<Optional<String>>> running = new LinkedHashMap<>();
    checks.forEach((name, check) -> {
      FutureTask<Optional<String>> task = new FutureTask<>(check);
      Thread.ofVirtual().name("health-" + name).start(task);
      running.put(name, task);
    });
    long deadline = System.nanoTime() + LIMIT.toNanos();
    Map<String, String> outcomes = new LinkedHashMap<>();
    boolean healthy = true;
    for (var entry : running.entrySet()) {
      Optional<String> why = outcome(entry.getValue(), deadline - System.nanoTime());
      healthy &= why.isEmpty();
      outcomes.put(entry.getKey(), why.map(Scrubber::scrub).orElse("ok"));
    }
    return new Report(service, version(), healthy, outcomes);
  }

  private static Optional<String> outcome(FutureTask<Optional<String>> check, long nanos)
      throws InterruptedException {
    try {
      return check.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      check.cancel(true);
      return Optional.of("no answer within " + LIMIT.toSeconds() + " s");
    } catch (ExecutionException e) {
      return Optional.of(String.valueOf(e.getCause()));
    }
  }

  private static String version() {
    return Optional.ofNullable(Health.class.getPackage().getImplementationVersion())
        .orElse("development");
  }
}
