package herd.controlplane.ring;

import static herd.controlplane.generated.Tables.ACT;
import static herd.controlplane.generated.Tables.SUBJECT;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.val;

import herd.controlplane.ControlPlane;
import herd.controlplane.Subject;
import herd.statemachine.Rule;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jooq.Condition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Carries out what think blocks asked for: under leases, within the rule's limit, on a virtual
 * thread. The member stays taken meanwhile; afterwards it is due at once, so that a look can judge,
 * unless it was the same act again. If this process dies, nobody renews, the member's time runs out
 * and another worker asks again.
 */
final class Acts<S extends Enum<S>, A extends Enum<A>, V> {

  private static final Logger LOG = LoggerFactory.getLogger(Acts.class);
  private static final Duration BUSY_PAUSE = Duration.ofMillis(500);

  /**
   * Between an act and the same act again, when the first repetition has changed nothing either: an
   * act that ends well and is asked for by every look must not be carried out as fast as a machine
   * can.
   */
  private static final Duration REPEAT_PAUSE = Duration.ofMillis(500);

  /** Before an act that failed for the first time is tried again. */
  private static final Duration RETRY_PAUSE = Duration.ofSeconds(5);

  /** Before one that goes on failing is, in a state whose beats are shorter. */
  private static final Duration FAILING_PAUSE = Duration.ofSeconds(1);

  /** Of how many members the last act is remembered. */
  private static final int REMEMBERED = 10_000;

  /**
   * How long a member and its leases stay with whoever acts. Renewed while the act runs, so that an
   * act may take minutes, and its worker's death costs no more than this.
   */
  static final Duration HOLD = Duration.ofSeconds(10);

  private static final Duration RENEWED_EVERY = Duration.ofSeconds(3);

  private final ControlPlane plane;

  private final Ring<S, A, V> ring;
  private final WorkerConfig config;
  private final Signals signals;
  private final Runnable wake;
  private final Semaphore room;
  private final Set<UUID> underWay = ConcurrentHashMap.newKeySet();
  private final Map<UUID, Done> last = Collections.synchronizedMap(new Recent());
  private final Map<UUID, Done> failed = Collections.synchronizedMap(new Recent());

  /** An act that ended. The version tells whether the member has moved or was wished since. */
  private record Done(Enum<?> act, long version) {}

  /** Forgets who was acted upon longest ago. */
  private static final class Recent extends LinkedHashMap<UUID, Done> {
    Recent() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<UUID, Done> eldest) {
      return size() > REMEMBERED;
    }
  }

  Acts(
      ControlPlane plane, Ring<S, A, V> ring, WorkerConfig config, Signals signals, Runnable wake) {
    this.plane = plane;
    this.ring = ring;
    this.config = config;
    this.signals = signals;
    this.wake = wake;
    this.room = new Semaphore(config.acts());
  }

  int underWay() {
    return underWay.size();
  }

  void start(Round<A, V> round, A act, String why) {
    UUID id = round.subject().id();
    if (!underWay.add(id)) {
      // This process stood still in the midst of an act, so long that it took the member again.
      safely(round.subject(), () -> giveBack(round.subject(), BUSY_PAUSE));
      return;
    }
    Thread.ofVirtual()
        .name("act-" + id)
        .start(() -> {
          try {
            perform(round, act, why);
          } finally {
            underWay.remove(id);
            wake.run();
          }
        });
  }

  private void perform(Round<A, V> round, A name, String why) {
    Subject subject = round.subject();
    MDC.put("trace", subject.traced());
    S state = Enum.valueOf(ring.machine().states(), subject.state());
    Duration limit = Optional.ofNullable(ring.machine().in(state).asks().get(name)).orElseThrow();
    String holder = config.worker() + "/" + subject.id();
    long begun = System.nanoTime();
    Optional<Token> token = Optional.empty();
    Duration pause = Duration.ZERO;
    try {
      if (!room.tryAcquire()) {
        giveBack(subject, BUSY_PAUSE);
        return;
      }
      try {
        Act act = round.visit().act(name);
        Token lent =
            act.claims().isEmpty()
                ? new Token(0, 0)
                : plane.leases().take(holder, act.claims(), HOLD);
        token = Optional.of(lent);
        mustStillBeOurs(subject);
        String done = within(limit, name, () -> act.run(lent), () -> renew(subject, holder));
        failed.remove(subject.id());
        pause = repeated(subject, name) ? REPEAT_PAUSE : Duration.ZERO;
        record(subject, name, why, token, begun, true, done);
        LOG.atInfo()
            .addKeyValue("kind", subject.kind())
            .addKeyValue("id", subject.id())
            .addKeyValue("act", name)
            .addKeyValue("why", why)
            .addKeyValue("detail", done)
            .log("acted");
      } finally {
        room.release();
      }
    } catch (Leases.Busy | Lost e) {
      pause = e instanceof Lost ? Duration.ZERO : BUSY_PAUSE;
      LOG.atDebug()
          .addKeyValue("kind", subject.kind())
          .addKeyValue("id", subject.id())
          .addKeyValue("act", name)
          .addKeyValue("why", e.getMessage())
          .log("an act is not begun now");
    } catch (Throwable e) {
      pause = afterFailure(subject, name, ring.machine().in(state));
      LOG.atWarn()
          .addKeyValue("kind", subject.kind())
          .addKeyValue("id", subject.id())
          .addKeyValue("act", name)
          .addKeyValue("why", e.toString())
          .log("an act failed");
      safely(subject, () -> record(subject, name, why, Optional.empty(), begun, false, text(e)));
    }
    if (token.isPresent()) {
      safely(subject, () -> plane.leases().release(holder));
    }
    Duration delay = pause;
    safely(subject, () -> giveBack(subject, delay));
  }

  /**
   * What failed in passing need not wait for a beat of a minute; what fails again does, and in a
   * hasty state it is not tried several times a second for ever.
   */
  private Duration afterFailure(Subject subject, A name, Rule<S, A, V> rule) {
    Done now = new Done(name, subject.version());
    boolean again = now.equals(failed.put(subject.id(), now));
    return afterFailure(rule, again, Duration.between(subject.since(), Instant.now()));
  }

  static Duration afterFailure(Rule<?, ?, ?> rule, boolean again, Duration inState) {
    Duration first = rule.beat(Duration.ZERO);
    if (!again) {
      return shorter(first, RETRY_PAUSE);
    }
    boolean hasty = first.compareTo(FAILING_PAUSE) < 0;
    return hasty ? shorter(rule.beat(inState), FAILING_PAUSE) : first;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private boolean repeated(Subject subject, A name) {
    Done now = new Done(name, subject.version());
    return now.equals(last.put(subject.id(), now));
  }

  /**
   * A process that stood still between the commit and here may have lost the member: another worker
   * has acted, or a wish has come. The lease keeps everybody else away from now on, and the
   * member's time begins anew: else it could run out now, and somebody who looks while we act would
   * act after us on what he saw before.
   */
  private void mustStillBeOurs(Subject subject) throws Lost {
    if (keep(subject, SUBJECT.VERSION.eq(subject.version())) == 0) {
      throw new Lost();
    }
  }

  /** What has run out is not kept: it may be another's by now. */
  private int keep(Subject subject, Condition provided) {
    return plane
        .dsl()
        .update(SUBJECT)
        .set(
            SUBJECT.TAKEN_UNTIL,
            field(
                "clock_timestamp() + {0} * interval '1 ms'",
                OffsetDateTime.class, val(HOLD.toMillis())))
        .where(SUBJECT.ID.eq(subject.id()), SUBJECT.TAKEN_BY.eq(config.worker()))
        .and(SUBJECT.TAKEN_UNTIL.gt(field("clock_timestamp()", OffsetDateTime.class)))
        .and(provided)
        .execute();
  }

  /** The member is not ours to act upon any more. */
  private static final class Lost extends Exception {
    Lost() {
      super("the member has moved on since the act was asked for");
    }
  }

  private static String within(Duration limit, Object name, Act.Deed deed, Runnable renewal)
      throws Exception {
    FutureTask<String> task = new FutureTask<>(deed::run);
    var trace = MDC.getCopyOfContextMap();
    Thread thread =
        Thread.ofVirtual()
            .start(() -> {
              if (trace != null) {
                MDC.setContextMap(trace);
              }
              task.run();
            });
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      long left = deadline - System.nanoTime();
      try {
        return task.get(Math.clamp(left, 0, RENEWED_EVERY.toNanos()), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        if (System.nanoTime() >= deadline) {
          thread.interrupt();
          throw new TimeoutException("act %s took longer than its %s".formatted(name, limit));
        }
        renewal.run();
      } catch (ExecutionException e) {
        throw e.getCause() instanceof Exception cause ? cause : e;
      }
    }
  }

  private void renew(Subject subject, String holder) {
    safely(
        subject,
        () -> {
          plane.leases().renew(holder, HOLD);
          keep(subject, noCondition());
        });
  }

  private void record(
      Subject subject,
      A name,
      String why,
      Optional<Token> token,
      long begun,
      boolean ok,
      String detail) {
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    signals.acted(subject.kind(), name.name(), ok, took);
    plane
        .dsl()
        .insertInto(ACT)
        .set(ACT.SUBJECT_ID, subject.id())
        .set(ACT.ACT_, name.name())
        .set(ACT.WHY, why)
        .set(ACT.TOKEN, token.map(Token::toString).orElse(null))
        .set(ACT.TOOK_MICROS, took.toNanos() / 1000)
        .set(ACT.OK, ok)
        .set(ACT.DETAIL, detail)
        .set(ACT.WORKER, config.worker())
        .set(ACT.TRACE, subject.traced())
        .execute();
  }

  private static String text(Throwable e) {
    return Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName());
  }

  private void giveBack(Subject subject, Duration delay) {
    plane
        .dsl()
        .update(SUBJECT)
        .setNull(SUBJECT.TAKEN_UNTIL)
        .set(
            SUBJECT.DUE_AT,
            field(
                "case when due_at is not null then clock_timestamp() + {0} * interval '1 ms' end",
                OffsetDateTime.class, val(delay.toMillis())))
        .where(SUBJECT.ID.eq(subject.id()), SUBJECT.TAKEN_BY.eq(config.worker()))
        .execute();
  }

  /** The books may be out of reach just now; then the member's time simply runs out. */
  private static void safely(Subject subject, Runnable deed) {
    try {
      deed.run();
    } catch (RuntimeException e) {
      LOG.atWarn()
          .addKeyValue("id", subject.id())
          .addKeyValue("why", e.getMessage())
          .log("could not write to the control plane about an act");
    }
  }
}
