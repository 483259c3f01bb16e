package herd.controlplane.keeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import herd.controlplane.Await;
import herd.controlplane.ControlPlane;
import herd.controlplane.Subject;
import herd.controlplane.TestPlane;
import herd.controlplane.incident.Delivery;
import herd.controlplane.incident.IncidentRing;
import herd.controlplane.incident.Incidents.Witness;
import herd.controlplane.ring.RingAges;
import herd.controlplane.ring.RingAges.Lane;
import herd.controlplane.ring.Senses;
import herd.controlplane.ring.Signals;
import herd.controlplane.ring.Worker;
import herd.controlplane.ring.WorkerConfig;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class KeeperTest {

  private enum Lamp {
    LIT
  }

  private static final RingAges.Age NONE = new RingAges.Age(0, 0, 0, 0, 0, Duration.ZERO);

  @RegisterExtension static final TestPlane PLANE = new TestPlane();

  private static ControlPlane plane;
  private static KeeperRing ring;
  private final List<AutoCloseable> running = new ArrayList<>();

  @BeforeAll
  static void open() {
    plane = PLANE.as("starter-tier");
    ring = new KeeperRing(plane, PLANE.source(TestPlane.OWNER));
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable one : running) {
      one.close();
    }
    PLANE.sql(
        "truncate control.subject, control.incident, control.incident_event, control.notice,"
            + " control.act");
  }

  @Test
  void missingPartitionsAreMadeAgainAndTheHourlyRetentionIsRun() throws Exception {
    String tomorrow =
        "observation_"
            + LocalDate.now(ZoneOffset.UTC).plusDays(1).format(DateTimeFormatter.BASIC_ISO_DATE);
    PLANE.sql("drop table control." + tomorrow);
    PLANE.sql("update control.retention set ran_at = 'epoch'");
    assertThat(Partitions.ahead(plane.dsl())).isZero();
    start();
    UUID keeper = ring.register();
    assertThat(ring.register()).isEqualTo(keeper);
    Await.until("made", () -> Partitions.ahead(plane.dsl()) == Partitions.DAYS_AHEAD);
    Await.until("retained", () -> count("control.retention where ran_at > 'epoch'") == 1);
    assertThat(count("control.act where act = 'MAKE_PARTITIONS' and ok")).isEqualTo(1);
  }

  @Test
  void aLateRingIsAnIncidentUntilItIsLookedAtAgain() throws Exception {
    UUID lamp = lamp("looked_at = clock_timestamp() - interval '5 minutes'");
    UUID keeper = ring.register();
    start();
    Await.until("ring_late", () -> troubles(keeper).contains(KeeperRing.RING_LATE));
    Await.until("tried", () -> count("control.incident where attempt_ended_at is not null") == 1);
    assertThat(count("control.incident_event where detail like '%done: woke incident, keeper%'"))
        .isEqualTo(1);
    PLANE.sql(
        "update control.subject set looked_at = clock_timestamp() where id = '%s'".formatted(lamp));
    plane.subjects().due(keeper);
    Await.until("cleared", () -> troubles(keeper).isEmpty());
    Await.until("resolved", () -> count("control.incident where resolved_at is not null") == 1);
  }

  @Test
  void agesAreCountedInBeatsOverEveryLivingMember() throws Exception {
    lamp("looked_at = clock_timestamp() - interval '10 s', beat_ms = 5000");
    lamp("looked_at = clock_timestamp() - interval '20 s', beat_ms = 5000");
    lamp("looked_at = clock_timestamp() - interval '1 hour', due_at = null");
    lamp("looked_at = clock_timestamp() - interval '6 s', beat_ms = 500, lane = 'ha'");
    var ages = plane.ringAges().now();
    assertThat(ages.keySet()).containsExactly(new Lane("lamp", "ha"), new Lane("lamp", "ordinary"));
    RingAges.Age ordinary = ages.getOrDefault(new Lane("lamp", "ordinary"), NONE);
    assertThat(ordinary.members()).isEqualTo(2);
    assertThat(ordinary.p50()).isBetween(3.0, 9.0);
    assertThat(ordinary.worst()).isBetween(4.0, 10.0);
    // Both age alike: two beats and four.
    assertThat(ordinary.worst() - ordinary.p50()).isCloseTo(1.0, within(0.01));
    assertThat(ages.getOrDefault(new Lane("lamp", "ha"), NONE).worst()).isBetween(12.0, 40.0);
    assertThat(RingAges.late(ages)).isEmpty();
  }

  @Test
  void membersThatAreActedUponOrThrowAreNotLateAndOnesThatAWorkerDiesOverAre() throws Exception {
    String old = "looked_at = clock_timestamp() - interval '5 minutes'";
    lamp(
        old
            + ", due_at = clock_timestamp() - interval '5 minutes', taken_by = 'w',"
            + " taken_until = clock_timestamp() + interval '5 minutes'");
    lamp(old + ", stumbles = 4");
    assertThat(RingAges.late(plane.ringAges().now())).isEmpty();
    lamp(
        old
            + ", due_at = clock_timestamp() - interval '4 minutes', taken_by = 'w',"
            + " taken_until = clock_timestamp() + interval '15 s'");
    assertThat(RingAges.late(plane.ringAges().now()))
        .hasValueSatisfying(late ->
            assertThat(late).matches("1 of 3 late in lamp/ordinary, the oldest by 3[0-2]\\d s"));
  }

  @Test
  void aRestoreThatWaitsForAServerIsAnIncidentUntilItsFenceIsRead() throws Exception {
    UUID server = UUID.randomUUID();
    plane.subjects().add(server, "server", "silent-one", Lamp.LIT, Optional.empty());
    UUID keeper = ring.register();
    PLANE.sql("select control.restored()");
    try {
      start();
      Await.until(
          "looked at",
          () -> count("control.subject where kind = 'keeper' and looked_by <> ''") == 1);
      assertThat(troubles(keeper)).isEmpty();
      PLANE.sql("update control.generation set raised_at = raised_at - interval '6 minutes'");
      plane.subjects().due(keeper);
      Await.until("fences_unread", () -> troubles(keeper).contains(KeeperRing.FENCES_UNREAD));
      Await.until("paged", () -> count("control.notice where kind = 'page'") == 1);
      assertThat(count("control.incident_event where detail like '%1 servers%: silent-one'"))
          .isPositive();
      plane.generations().fenceSeen(server, 0);
      plane.subjects().due(keeper);
      Await.until("agreed", () -> !plane.generations().observing());
      plane.subjects().due(keeper);
      Await.until("cleared", () -> troubles(keeper).isEmpty());
    } finally {
      PLANE.sql("update control.generation set observing = false; truncate control.fence_mark");
    }
  }

  private void start() {
    running.add(
        new Worker<>(
            plane, ring, WorkerConfig.of("keeper-1", "a"), Senses.sharp(), Signals.none()));
    IncidentRing incidents =
        new IncidentRing(plane, List.of(ring), Delivery.toLog(), new Witness("resolver", "a"));
    running.add(
        new Worker<>(
            plane, incidents, WorkerConfig.of("resolver", "a"), Senses.sharp(), Signals.none()));
  }

  private static UUID lamp(String with) throws Exception {
    UUID id = UUID.randomUUID();
    plane.subjects().add(id, "lamp", "lamp-" + id, Lamp.LIT, Optional.empty());
    PLANE.sql("update control.subject set %s where id = '%s'".formatted(with, id));
    return id;
  }

  private static List<String> troubles(UUID id) {
    return plane.subjects().find(id).map(Subject::troubles).orElseThrow();
  }

  private static int count(String from) {
    return plane.dsl().fetchSingle("select count(*)::int from " + from).into(Integer.class);
  }
}
