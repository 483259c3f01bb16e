package herd.controlplane.ring;

import herd.controlplane.Subject;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.MDC;

/**
 * Looks, each on a virtual thread of its own and under a hard limit: a look that does not end by
 * itself is interrupted and counts as timed out, whatever it still does.
 */
final class Looks<A extends Enum<A>, V> {

  /** Ends looks that outstay their limit. One thread for the process. */
  private static final ScheduledThreadPoolExecutor LIMITS = limits();

  private final String kind;
  private final WorkerConfig config;
  private final Senses senses;
  private final Signals signals;
  private final Consumer<Round<A, V>> finished;

  Looks(
      String kind,
      WorkerConfig config,
      Senses senses,
      Signals signals,
      Consumer<Round<A, V>> finished) {
    this.kind = kind;
    this.config = config;
    this.senses = senses;
    this.signals = signals;
    this.finished = finished;
  }

  void start(Subject subject, Visit<A, V> visit) {
    AtomicBoolean over = new AtomicBoolean();
    Thread thread =
        Thread.ofVirtual().name("look-" + subject.id()).unstarted(() -> look(subject, visit, over));
    ScheduledFuture<?> limit =
        LIMITS.schedule(
            () -> end(subject, visit, over, thread),
            config.lookLimit().toMillis(),
            TimeUnit.MILLISECONDS);
    thread.start();
    if (over.get()) {
      limit.cancel(false);
    }
  }

  private void look(Subject subject, Visit<A, V> visit, AtomicBoolean over) {
    MDC.put("trace", subject.traced());
    long begun = System.nanoTime();
    Optional<Look> look = Optional.empty();
    Optional<Throwable> failure = Optional.empty();
    try {
      Look came = visit.look();
      boolean blind = !came.well() && senses.blindSince(begun).isPresent();
      look = Optional.of(blind ? came.blinded() : came);
    } catch (Throwable e) {
      failure = Optional.of(e);
    }
    if (over.compareAndSet(false, true)) {
      finish(subject, visit, look, failure, begun);
    }
  }

  private void end(Subject subject, Visit<A, V> visit, AtomicBoolean over, Thread thread) {
    if (over.compareAndSet(false, true)) {
      thread.interrupt();
      long begun = System.nanoTime() - config.lookLimit().toNanos();
      boolean blind = senses.blindSince(begun).isPresent();
      Look late =
          new Look("timed_out", false, true, false, config.lookLimit(), Optional.empty(), true);
      finish(subject, visit, Optional.of(blind ? late.blinded() : late), Optional.empty(), begun);
    }
  }

  private void finish(
      Subject subject,
      Visit<A, V> visit,
      Optional<Look> look,
      Optional<Throwable> failure,
      long begun) {
    long now = System.nanoTime();
    signals.looked(
        kind,
        subject.lane(),
        look.map(Look::outcome).orElse("threw"),
        Duration.ofNanos(now - begun));
    finished.accept(new Round<>(subject, visit, look, failure, now));
  }

  private static ScheduledThreadPoolExecutor limits() {
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("look-limits").factory());
    executor.setRemoveOnCancelPolicy(true);
    return executor;
  }
}
