package herd.controlplane.ring;

import herd.controlplane.ControlPlane;
import herd.controlplane.Subject;
import herd.statemachine.Decision;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jooq.exception.DataAccessException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Drains one ring from one vantage: takes what is due, looks at it on virtual threads, and hands
 * finished rounds to one committing thread, which thinks, commits in batches, and starts the acts
 * that were asked for. Any number of workers share a ring. A worker that dies leaves its members
 * taken until their time is over; then another takes them.
 */
public final class Worker<S extends Enum<S>, A extends Enum<A>, V> implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

  /** The longest a worker sleeps without asking for due members, should a wake-up be lost. */
  private static final Duration LONGEST_SLEEP = Duration.ofSeconds(1);

  /** The same while its ring has no member: the first one's coming wakes it. */
  private static final Duration EMPTY_SLEEP = Duration.ofSeconds(5);

  /** So many sleeps without trying to take, at most. */
  private static final int TRIED_ANYWAY = 5;

  /** What comes due within this time is taken together. */
  private static final Duration SHORTEST_SLEEP = Duration.ofMillis(10);

  /** How long to let be when the control plane does not answer. */
  private static final Duration PLANE_AWAY = Duration.ofMillis(500);

  private static final int LARGEST_BATCH = 1000;
  private static final Duration LONGEST_DRAIN = Duration.ofSeconds(20);

  private final Ring<S, A, V> ring;
  private final WorkerConfig config;
  private final Queue queue;
  private final Senses senses;
  private final Committer<S, A, V> committer;
  private final Looks<A, V> looks;
  private final Acts<S, A, V> acts;
  private final LinkedBlockingQueue<Round<A, V>> finished = new LinkedBlockingQueue<>();
  private final Bell bell = new Bell();
  private final Slots slots;
  private final Thread taker;
  private final Thread committing;
  private volatile boolean draining;
  private volatile boolean committingEnds;
  private int underWay;
  private volatile long clockOffsetMillis;

  /** Starts at once. */
  public Worker(
      ControlPlane plane, Ring<S, A, V> ring, WorkerConfig config, Senses senses, Signals signals) {
    this.ring = ring;
    this.config = config;
    this.queue = new Queue(plane.dsl(), plane.service(), ring.kind(), config);
    this.committer = new Committer<>(plane, ring, queue, config, signals);
    this.senses = senses;
    this.looks = new Looks<>(ring.kind(), config, senses, signals, finished::add);
    this.acts = new Acts<>(plane, ring, config, signals, bell::ring);
    this.slots = new Slots(config.slots());
    String name = config.worker() + "-" + ring.kind();
    this.taker = Thread.ofVirtual().name(name + "-take").unstarted(this::takeForEver);
    this.committing = Thread.ofVirtual().name(name + "-commit").unstarted(this::commitForEver);
    taker.start();
    committing.start();
  }

  /** Something may be due: ask now rather than at the end of the sleep. */
  public void wake() {
    bell.ring();
  }

  public String kind() {
    return ring.kind();
  }

  private void takeForEver() {
    Duration pause = SHORTEST_SLEEP;
    int idle = 0;
    while (!draining) {
      try {
        Map<String, Integer> room = room();
        if (room.isEmpty()) {
          bell.await(LONGEST_SLEEP);
          continue;
        }
        // Nobody was due a moment ago: to ask when somebody is costs half of trying to take.
        if (idle % TRIED_ANYWAY != 0) {
          Optional<Duration> next = queue.nextDue(room.keySet());
          if (next.filter(Duration::isZero).isEmpty()) {
            idle++;
            bell.await(sleep(next, SHORTEST_SLEEP));
            continue;
          }
        }
        Queue.Taken taken = queue.take(room);
        taken.clock().ifPresent(this::setClock);
        if (taken.members().isEmpty()) {
          idle = 1;
          Optional<Duration> next = queue.nextDue(room.keySet());
          // Due and yet not to be had (this vantage is blind): asked for less and less often.
          pause =
              next.filter(Duration::isZero).isEmpty()
                  ? SHORTEST_SLEEP
                  : shorter(pause.multipliedBy(2), LONGEST_SLEEP);
          bell.await(sleep(next, pause));
        } else {
          idle = 0;
          pause = SHORTEST_SLEEP;
          begin(taken.members());
        }
      } catch (RuntimeException | Error e) {
        LOG.atWarn()
            .addKeyValue("ring", ring.kind())
            .addKeyValue("worker", config.worker())
            .addKeyValue("why", e.toString())
            .log("could not take from the ring; trying again");
        bell.await(PLANE_AWAY);
      }
    }
  }

  private Duration sleep(Optional<Duration> next, Duration pause) {
    return next.map(due -> shorter(due.plus(pause), LONGEST_SLEEP))
        .orElseGet(() -> hasFullLane() ? LONGEST_SLEEP : EMPTY_SLEEP);
  }

  private boolean hasFullLane() {
    synchronized (slots) {
      return slots.isFull();
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private void begin(List<Subject> members) {
    synchronized (slots) {
      members.forEach(member -> slots.use(member.lane()));
      underWay += members.size();
    }
    Map<UUID, Visit<A, V>> visits;
    try {
      visits = ring.visits(members);
    } catch (RuntimeException | Error e) {
      members.forEach(member ->
          finished.add(
              new Round<A, V>(
                  member,
                  new NoVisit<A, V>(),
                  Optional.empty(),
                  Optional.of(e),
                  System.nanoTime())));
      return;
    }
    for (Subject member : members) {
      Visit<A, V> visit = visits.get(member.id());
      if (visit == null) {
        finished.add(NoVisit.round(member));
      } else {
        looks.start(member, visit);
      }
    }
  }

  private void commitForEver() {
    while (!committingEnds || !finished.isEmpty()) {
      List<Round<A, V>> batch = new ArrayList<>();
      try {
        batch.add(finished.take());
        finished.drainTo(batch, LARGEST_BATCH - 1);
        commit(batch);
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException | Error e) {
        LOG.atWarn()
            .addKeyValue("ring", ring.kind())
            .addKeyValue("worker", config.worker())
            .addKeyValue("members", batch.size())
            .addKeyValue("why", e.toString())
            .log("could not commit; the members will be taken again");
        bell.await(PLANE_AWAY);
      } finally {
        giveBack(batch);
      }
    }
  }

  private void commit(List<Round<A, V>> batch) {
    // A member twice in one batch (its take ran out meanwhile): only the later round counts.
    Map<UUID, Round<A, V>> latest = new HashMap<>();
    batch.forEach(round -> latest.put(round.subject().id(), round.unlessBlindSince(senses)));
    List<Verdict<S, A, V>> counted = committed(List.copyOf(latest.values()));
    for (Verdict<S, A, V> verdict : counted) {
      verdict.round().failure().ifPresent(failure -> logFailure(verdict.round(), failure));
      if (verdict.decision() instanceof Decision.Go<S, A>(S to, String why)) {
        log(verdict.round().subject(), to, why);
      }
      if (verdict.decision() instanceof Decision.Ask<S, A>(A act, String why)) {
        acts.start(verdict.round(), act, why);
      }
    }
    // Whatever else is due later than the taker's longest sleep; and who did not count, is due.
    if (counted.size() < latest.size() || counted.stream().anyMatch(Worker::dueSoon)) {
      bell.ring();
    }
  }

  /**
   * All at once; where that fails by something in a round (facts that no column takes, a finding
   * that throws), each alone, so that one member does not take its neighbours along. The one that
   * fails alone as well has stumbled.
   */
  private List<Verdict<S, A, V>> committed(List<Round<A, V>> rounds) {
    try {
      return committer.commit(rounds, now());
    } catch (RuntimeException | Error e) {
      if (!speaksOfARound(e)) {
        throw e;
      }
      List<Verdict<S, A, V>> counted = new ArrayList<>();
      for (Round<A, V> round : rounds) {
        counted.addAll(rounds.size() == 1 ? stumbled(round, e) : committed(List.of(round)));
      }
      return counted;
    }
  }

  private List<Verdict<S, A, V>> stumbled(Round<A, V> round, Throwable why) {
    Round<A, V> failed =
        new Round<A, V>(
            round.subject(),
            round.visit(),
            Optional.empty(),
            Optional.of(rootOf(why)),
            round.endedNanos());
    return committer.commit(List.of(failed), now());
  }

  private static Throwable rootOf(Throwable e) {
    return e instanceof DataAccessException trouble
        ? Optional.<Throwable>ofNullable(trouble.getCause(SQLException.class)).orElse(e)
        : e;
  }

  /** Rather than of the control plane: of data (22), of constraints (23), or not of SQL at all. */
  private static boolean speaksOfARound(Throwable e) {
    return !(e instanceof DataAccessException trouble)
        || trouble.sqlState().startsWith("22")
        || trouble.sqlState().startsWith("23");
  }

  private static boolean dueSoon(Verdict<?, ?, ?> verdict) {
    return verdict.back().delay().filter(d -> d.compareTo(LONGEST_SLEEP) < 0).isPresent();
  }

  private void log(Subject subject, S to, String why) {
    try (var _ = MDC.putCloseable("trace", subject.traced())) {
      LOG.atInfo()
          .addKeyValue("kind", subject.kind())
          .addKeyValue("id", subject.id())
          .addKeyValue("from", subject.state())
          .addKeyValue("to", to)
          .addKeyValue("why", why)
          .addKeyValue("vantage", config.vantage())
          .log("moved");
    }
  }

  private void logFailure(Round<A, V> round, Throwable failure) {
    try (var _ = MDC.putCloseable("trace", round.subject().traced())) {
      LOG.atWarn()
          .addKeyValue("kind", round.subject().kind())
          .addKeyValue("id", round.subject().id())
          .addKeyValue("worker", config.worker())
          .setCause(failure)
          .log("a round failed; it is backed off");
    }
  }

  private Map<String, Integer> room() {
    synchronized (slots) {
      return slots.room();
    }
  }

  private void giveBack(List<Round<A, V>> batch) {
    if (batch.isEmpty()) {
      return;
    }
    boolean wasFull;
    synchronized (slots) {
      wasFull = slots.isFull();
      batch.forEach(round -> slots.giveBack(round.subject().lane()));
      underWay -= batch.size();
    }
    if (wasFull) {
      bell.ring();
    }
  }

  private void setClock(Instant plane) {
    clockOffsetMillis = plane.toEpochMilli() - TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }

  private Instant now() {
    return Instant.ofEpochMilli(
        clockOffsetMillis + TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
  }

  /** Takes nothing more; what is under way goes on. */
  public void stopTaking() {
    draining = true;
    bell.ring();
  }

  /** Waits until nothing is under way; false when the limit passed first. */
  public boolean awaitIdle(Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (busy() && System.nanoTime() < deadline) {
      bell.await(Duration.ofMillis(20));
    }
    return !busy();
  }

  /** Takes nothing more, lets what is under way finish for a while, and ends. */
  @Override
  public void close() {
    stopTaking();
    join(taker);
    boolean idle = awaitIdle(LONGEST_DRAIN);
    committingEnds = true;
    if (idle) {
      // It waits for a round that never comes.
      committing.interrupt();
    }
    join(committing);
  }

  private boolean busy() {
    synchronized (slots) {
      return underWay > 0 || acts.underWay() > 0;
    }
  }

  private static void join(Thread thread) {
    try {
      if (!thread.join(Duration.ofSeconds(2))) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
