package herd.controlplane.ring;

import static herd.controlplane.generated.Tables.TRANSITION;

import herd.controlplane.ControlPlane;
import herd.controlplane.Subject;
import herd.controlplane.incident.Incidents;
import herd.controlplane.incident.Incidents.Witness;
import herd.statemachine.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;
import org.slf4j.MDC;

/**
 * Thinks about finished rounds and commits them: observations, transitions (compare-and-set on the
 * subject's version) and incidents, in one transaction for the whole batch. An observation is kept
 * even when its member's return did not count, because it was seen.
 */
final class Committer<S extends Enum<S>, A extends Enum<A>, V> {

  private final ControlPlane plane;
  private final Ring<S, A, V> ring;
  private final Queue queue;
  private final WorkerConfig config;
  private final Signals signals;
  private final Witness witness;

  Committer(
      ControlPlane plane, Ring<S, A, V> ring, Queue queue, WorkerConfig config, Signals signals) {
    this.plane = plane;
    this.ring = ring;
    this.queue = queue;
    this.config = config;
    this.signals = signals;
    this.witness = new Witness(config.worker(), config.vantage());
  }

  /** Commits the batch; what comes back may go on to act. */
  List<Verdict<S, A, V>> commit(List<Round<A, V>> batch, Instant now) {
    Map<UUID, List<Observation>> recalled = recall(batch);
    long thinkingFrom = System.nanoTime();
    List<Verdict<S, A, V>> verdicts = new ArrayList<>(batch.size());
    for (Round<A, V> round : batch) {
      verdicts.add(
          Verdict.of(
              ring,
              round,
              recalled.getOrDefault(round.subject().id(), List.of()),
              now,
              age(round)));
    }
    // In id order, so that two batches never wait for each other's rows.
    verdicts.sort(Comparator.comparing(verdict -> verdict.round().subject().id()));
    long committingFrom = System.nanoTime();
    signals.thought(ring.kind(), Duration.ofNanos((committingFrom - thinkingFrom) / batch.size()));
    Set<UUID> counted = write(batch, verdicts);
    signals.committed(
        ring.kind(), batch.size(), Duration.ofNanos(System.nanoTime() - committingFrom));
    return verdicts.stream()
        .filter(verdict -> counted.contains(verdict.round().subject().id()))
        .toList();
  }

  private Set<UUID> write(List<Round<A, V>> batch, List<Verdict<S, A, V>> verdicts) {
    if (verdicts.stream().noneMatch(Verdict::changesBooks)) {
      return putBack(plane.dsl(), batch, verdicts);
    }
    return plane
        .dsl()
        .transactionResult(tx -> {
          Set<UUID> counted = putBack(tx.dsl(), batch, verdicts);
          wakeOthers(tx.dsl(), verdicts, counted);
          for (Verdict<S, A, V> verdict : verdicts) {
            Subject subject = verdict.round().subject();
            if (verdict.changesBooks() && counted.contains(subject.id())) {
              // What is wished in turn, by the ring's own tables, has the same trace.
              try (var _ = MDC.putCloseable("trace", subject.traced())) {
                follow(tx.dsl(), verdict);
              }
            }
          }
          return counted;
        });
  }

  private Set<UUID> putBack(
      DSLContext in, List<Round<A, V>> batch, List<Verdict<S, A, V>> verdicts) {
    List<Queue.Return> returns = verdicts.stream().map(Verdict::back).toList();
    List<Queue.Seen> seen = new ArrayList<>();
    for (Round<A, V> round : batch) {
      round
          .look()
          .filter(Look::recorded)
          .ifPresent(
              look -> seen.add(new Queue.Seen(round.subject().id(), round.endedNanos(), look)));
    }
    return in.connectionResult(connection -> queue.putBack(connection, returns, seen));
  }

  /** Whoever is uncertain must be seen from elsewhere, and at once. */
  private void wakeOthers(DSLContext tx, List<Verdict<S, A, V>> verdicts, Set<UUID> counted) {
    boolean some =
        verdicts.stream()
            .filter(verdict -> counted.contains(verdict.round().subject().id()))
            .anyMatch(
                verdict -> verdict.back().moved() && verdict.back().lane().equals("uncertain"));
    if (some) {
      plane.subjects().in(tx).wake(ring.kind());
    }
  }

  private Map<UUID, List<Observation>> recall(List<Round<A, V>> batch) {
    Duration back = Duration.ZERO;
    List<UUID> members = new ArrayList<>();
    for (Round<A, V> round : batch) {
      S state = Enum.valueOf(ring.machine().states(), round.subject().state());
      Duration wanted = ring.machine().in(state).recall();
      if (wanted.isPositive()) {
        members.add(round.subject().id());
        back = back.compareTo(wanted) < 0 ? wanted : back;
      }
    }
    return members.isEmpty() ? Map.of() : plane.observations().recall(members, back);
  }

  /** What follows from one verdict: its transition, and the incidents it opens and clears. */
  private void follow(DSLContext tx, Verdict<S, A, V> verdict) {
    Subject subject = verdict.round().subject();
    if (verdict.decision() instanceof Decision.Go<S, A>(S to, String why)) {
      tx.insertInto(TRANSITION)
          .set(TRANSITION.SUBJECT_ID, subject.id())
          .set(TRANSITION.FROM_STATE, subject.state())
          .set(TRANSITION.TO_STATE, to.name())
          .set(TRANSITION.WHY, why)
          .set(TRANSITION.VANTAGE, config.vantage())
          .set(TRANSITION.WORKER, config.worker())
          .set(TRANSITION.TRACE, subject.traced())
          .execute();
      ring.moved(tx, subject, to);
    }
    Incidents incidents = plane.incidents().in(tx);
    String why =
        verdict.round().failure().map(Throwable::toString).orElse(verdict.decision().why());
    verdict.opens().forEach(type -> incidents.open(type, subject, why, witness));
    verdict.clears().forEach(type -> incidents.clear(type, subject, why, witness));
  }

  private static Duration age(Round<?, ?> round) {
    return Duration.ofNanos(System.nanoTime() - round.endedNanos());
  }
}
