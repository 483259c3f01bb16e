package herd.controlplane.ring;

import static herd.controlplane.generated.Tables.TRANSITION;

import herd.controlplane.ControlPlane;
import herd.controlplane.Subject;
import herd.controlplane.incident.Incidents;
import herd.controlplane.incident.Incidents.Witness;
import herd.statemachine.Decision;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Thinks about finished rounds and commits them: observations, transitions (compare-and-set on the
 * subject's version) and incidents, in one transaction for the whole batch. An observation is kept
 * even when its member's return did not count, because it was seen.
 */
final class Committer<S extends Enum<S>, A extends Enum<A>, V> {

  private static final String OBSERVE =
      """
      insert into control.observation
        (at, subject_id, took_micros, well, fresh, outcome, vantage, worker, facts)
      select clock_timestamp() - v.age * interval '1 us', v.id, v.took, v.well, v.fresh, v.outcome,
        ?, ?, v.facts::jsonb
      from unnest(?::uuid[], ?::bigint[], ?::int[], ?::boolean[], ?::boolean[], ?::text[], ?::text[])
        as v(id, age, took, well, fresh, outcome, facts)
      """;

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
    Set<UUID> counted = new HashSet<>();
    plane
        .dsl()
        .transaction(tx -> {
          counted.clear();
          tx.dsl()
              .connection(connection -> {
                counted.addAll(
                    queue.putBack(connection, verdicts.stream().map(Verdict::back).toList()));
                observe(connection, batch);
              });
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
        });
    signals.committed(
        ring.kind(), batch.size(), Duration.ofNanos(System.nanoTime() - committingFrom));
    return verdicts.stream()
        .filter(verdict -> counted.contains(verdict.round().subject().id()))
        .toList();
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

  private void observe(Connection connection, List<Round<A, V>> batch) throws SQLException {
    List<Round<A, V>> seen =
        batch.stream().filter(round -> round.look().filter(Look::recorded).isPresent()).toList();
    if (seen.isEmpty()) {
      return;
    }
    try (PreparedStatement statement = connection.prepareStatement(OBSERVE)) {
      int at = 0;
      statement.setString(++at, config.vantage());
      statement.setString(++at, config.worker());
      array(statement, ++at, "uuid", seen, round -> round.subject().id());
      array(statement, ++at, "int8", seen, round -> age(round).toNanos() / 1000);
      array(statement, ++at, "int4", seen, round -> (int) (look(round).took().toNanos() / 1000));
      array(statement, ++at, "bool", seen, round -> look(round).well());
      array(statement, ++at, "bool", seen, round -> look(round).fresh());
      array(statement, ++at, "text", seen, round -> look(round).outcome());
      array(statement, ++at, "text", seen, round -> look(round).facts().orElse(null));
      statement.executeUpdate();
    }
  }

  private static Look look(Round<?, ?> round) {
    return round.look().orElseThrow();
  }

  private static Duration age(Round<?, ?> round) {
    return Duration.ofNanos(System.nanoTime() - round.endedNanos());
  }

  private void array(
      PreparedStatement statement,
      int at,
      String type,
      List<Round<A, V>> rounds,
      Function<Round<A, V>, @Nullable Object> part)
      throws SQLException {
    statement.setArray(
        at, statement.getConnection().createArrayOf(type, rounds.stream().map(part).toArray()));
  }
}
