package herd.controlplane.ring;

import static org.assertj.core.api.Assertions.assertThat;

import herd.controlplane.Await;
import herd.controlplane.ControlPlane;
import herd.controlplane.Subject;
import herd.controlplane.TestPlane;
import herd.controlplane.incident.Delivery;
import herd.controlplane.incident.IncidentRing;
import herd.controlplane.incident.Incidents.Witness;
import herd.controlplane.incident.Notice;
import herd.controlplane.ring.Toy.Lamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.MDC;

class WorkerTest {

  @RegisterExtension static final TestPlane PLANE = new TestPlane();

  private static ControlPlane plane;

  private final Toy.World world = new Toy.World();
  private final Toy ring = new Toy(world, Duration.ofMillis(200));
  private final List<AutoCloseable> running = new ArrayList<>();
  private final List<Notice> notices = new CopyOnWriteArrayList<>();

  @BeforeAll
  static void open() {
    plane = PLANE.as("starter-tier");
  }

  @BeforeEach
  void empty() throws Exception {
    PLANE.sql(
        "truncate control.subject, control.observation, control.transition, control.act,"
            + " control.incident, control.incident_event, control.notice, control.lease");
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable one : running) {
      one.close();
    }
  }

  @Test
  void aNewMemberIsActedUponLookedAtAndComesToRest() throws Exception {
    worker("w1", "zone-a");
    UUID lamp = lamp();
    Await.until("lit", () -> state(lamp).equals("LIT"));
    assertThat(world.switched.get(lamp)).hasValue(1);
    assertThat(transitions(lamp)).containsExactly("DARK>LIT");
    assertThat(count("control.observation where subject_id = '" + lamp + "'")).isPositive();
    assertThat(count("control.act where ok")).isEqualTo(1);
    Await.until("no lease is left", () -> count("control.lease") == 0);
  }

  @Test
  void anUnwantedMemberLeavesTheRing() throws Exception {
    worker("w1", "zone-a");
    UUID lamp = lamp();
    Await.until("lit", () -> state(lamp).equals("LIT"));
    assertThat(plane.subjects().unwant(lamp)).isTrue();
    Await.until("gone", () -> state(lamp).equals("GONE"));
    assertThat(plane.subjects().living("lamp")).isEmpty();
  }

  @Test
  void troubleBecomesAnIncidentAndIsMended() throws Exception {
    worker("w1", "zone-a");
    resolver();
    UUID lamp = lamp();
    Await.until("lit", () -> state(lamp).equals("LIT"));
    world.shines.put(lamp, false);
    Await.until("resolved", () -> count("control.incident where resolved_at is not null") == 1);
    assertThat(transitions(lamp)).endsWith("LIT>FLICKERING", "FLICKERING>LIT");
    assertThat(events())
        .containsSubsequence("opened", "resolving", "attempt begun", "attempt ended", "resolved")
        .containsSubsequence("attempt begun", "cleared", "resolved");
    assertThat(subject(lamp).troubles()).isEmpty();
    assertThat(notices).isEmpty();
  }

  @Test
  void aWishInAnOutageKeepsItsTraceUntilAllIsWell() throws Exception {
    worker("w1", "zone-a");
    UUID lamp = lamp();
    Await.until("lit", () -> state(lamp).equals("LIT"));
    world.shines.put(lamp, false);
    Await.until("dark", () -> state(lamp).equals("FLICKERING"));
    try (var _ = MDC.putCloseable("trace", "ann-7")) {
      assertThat(plane.subjects().wished(lamp)).isTrue();
    }
    int looks = count("control.observation");
    Await.until("it was looked at again", () -> count("control.observation") > looks + 2);
    assertThat(subject(lamp).trace()).contains("ann-7");
    world.shines.put(lamp, true);
    Await.until("it is fulfilled", () -> subject(lamp).trace().isEmpty());
    assertThat(transitions(lamp)).endsWith("FLICKERING>LIT");
  }

  @Test
  void whatNoAttemptMendsGoesToTheCustomerAndToAHuman() throws Exception {
    worker("w1", "zone-a");
    resolver();
    UUID lamp = lamp();
    Await.until("lit", () -> state(lamp).equals("LIT"));
    world.stubborn.add(lamp);
    world.shines.put(lamp, false);
    Await.until("paged", () -> notices.size() == 2);
    assertThat(notices).extracting(Notice::kind).containsExactly("ticket", "page");
    assertThat(notices.get(0).title()).isEqualTo("Your lamp flickers.");
    assertThat(notices.get(1).body()).contains("Switch it on again");
    world.shines.put(lamp, true);
    Await.until("resolved", () -> count("control.incident where resolved_at is not null") == 1);
  }

  @Test
  void troubleWithinTenMinutesIsTheSameIncident() throws Exception {
    worker("w1", "zone-a");
    resolver();
    UUID lamp = lamp();
    for (int times = 0; times < 2; times++) {
      Await.until("lit", () -> state(lamp).equals("LIT"));
      world.shines.put(lamp, false);
      int seen = times + 1;
      Await.until(
          "seen",
          () -> events().stream().filter(what -> what.startsWith("opened")).count() == seen);
      Await.until("resolved", () -> count("control.incident where resolved_at is null") == 0);
    }
    assertThat(count("control.incident")).isEqualTo(1);
    assertThat(count("control.incident where reopened = 1")).isEqualTo(1);
  }

  @Test
  void troubleThatComesBackCallsAHumanAnew() throws Exception {
    worker("w1", "zone-a");
    resolver();
    UUID lamp = lamp();
    world.stubborn.add(lamp);
    for (int times = 1; times <= 2; times++) {
      world.shines.put(lamp, true);
      Await.until("lit", () -> state(lamp).equals("LIT"));
      Await.until("resolved", () -> count("control.incident where resolved_at is null") == 0);
      world.shines.put(lamp, false);
      int pages = times;
      Await.until("paged", () -> count("control.notice where kind = 'page'") == pages);
    }
    assertThat(count("control.incident")).isEqualTo(1);
    Await.until("handed over", () -> notices.size() == 3);
    assertThat(notices).extracting(Notice::kind).containsExactly("ticket", "page", "page");
    assertThat(notices.get(1).id()).isNotEqualTo(notices.get(2).id());
  }

  @Test
  void aMemberMadeDueDuringALookIsLookedAtAgainAtOnce() throws Exception {
    Toy slow = new Toy(world, Duration.ofSeconds(60));
    WorkerConfig config = WorkerConfig.of("w1", "zone-a").withLookLimit(Duration.ofSeconds(30));
    running.add(new Worker<>(plane, slow, config, Senses.sharp(), Signals.none()));
    UUID lamp = lamp();
    Await.until("lit", () -> state(lamp).equals("LIT"));
    Await.until("at rest", () -> count("control.subject where due_at > now() + '50 s'") == 1);
    CountDownLatch gate = new CountDownLatch(1);
    world.slowLooks.put(lamp, gate);
    int before = looks(lamp);
    plane.subjects().due(lamp);
    Await.until("being looked at", () -> looks(lamp) == before + 1);
    plane.subjects().due(lamp);
    gate.countDown();
    Await.until("looked at again", () -> looks(lamp) == before + 2);
    Await.until("at rest", () -> count("control.subject where due_at > now() + '50 s'") == 1);
  }

  @Test
  void aMemberThatCannotBeCommittedOrThoughtAboutTakesNobodyAlong() throws Exception {
    UUID unspeakable = lamp();
    world.unspeakable.add(unspeakable);
    UUID mistaken = lamp();
    world.mistaken.add(mistaken);
    List<UUID> good = List.of(lamp(), lamp(), lamp());
    worker("w1", "zone-a");
    for (UUID lamp : good) {
      Await.until("lit", () -> state(lamp).equals("LIT"));
    }
    for (UUID bad : List.of(unspeakable, mistaken)) {
      Await.until(
          "think_failed",
          () -> {
            plane.subjects().due(bad);
            return subject(bad).troubles().contains("think_failed");
          });
    }
    assertThat(plane.dsl().fetch("select detail from control.incident_event").into(String.class))
        .anyMatch(why -> why.contains("unsupported Unicode escape sequence"))
        .anyMatch(why -> why.contains("nobody thought of this lamp"));
    world.unspeakable.clear();
    world.mistaken.clear();
    for (UUID bad : List.of(unspeakable, mistaken)) {
      Await.until(
          "lit after all",
          () -> {
            plane.subjects().due(bad);
            return state(bad).equals("LIT");
          });
    }
  }

  @Test
  void aLookThatKeepsThrowingIsBackedOffAndBecomesAnIncidentWithoutStoppingTheBatch()
      throws Exception {
    worker("w1", "zone-a");
    UUID bad = lamp();
    world.throwing.add(bad);
    UUID good = lamp();
    Await.until("lit", () -> state(good).equals("LIT"));
    Await.until(
        "backed off",
        () -> count("control.subject where stumbles > 0 and due_at > now() + interval '1 s'") == 1);
    Await.until(
        "think_failed",
        () -> {
          plane.subjects().due(bad);
          return subject(bad).troubles().contains("think_failed");
        });
    resolver();
    Await.until(
        "something was tried, for another worker may see it well",
        () ->
            count(
                    "control.incident_event where what = 'attempt ended'"
                        + " and detail like 'Let another worker look: done%'")
                == 1);
    assertThat(notices).isEmpty();
    world.throwing.clear();
    Await.until(
        "cleared",
        () -> {
          plane.subjects().due(bad);
          return subject(bad).troubles().isEmpty();
        });
  }

  @Test
  void aHangingLookCostsItsSlotForItsLimitAndNothingElse() throws Exception {
    UUID hanging = lamp();
    world.hanging.add(hanging);
    worker(WorkerConfig.of("w1", "zone-a").withLookLimit(Duration.ofSeconds(1)));
    UUID good = lamp();
    Await.until("lit", () -> state(good).equals("LIT"));
    Await.until(
        "timed out",
        () ->
            count(
                    "control.observation where outcome = 'timed_out' and subject_id = '%s'"
                        .formatted(hanging))
                > 0);
  }

  @Test
  void anOperatorsHoldKeepsEveryActAway() throws Exception {
    UUID lamp = lamp();
    plane.subjects().hold(lamp, Duration.ofMinutes(5), "do not touch");
    worker("w1", "zone-a");
    Await.until(
        "looked at", () -> world.looks.containsKey(lamp) && world.looks.get(lamp).get() > 3);
    assertThat(world.switched).doesNotContainKey(lamp);
    plane.subjects().release(lamp);
    Await.until("lit", () -> state(lamp).equals("LIT"));
  }

  @Test
  void severalWorkersShareTheRingAndAKilledOnesMembersAreTakenOver() throws Exception {
    List<UUID> lamps = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      lamps.add(lamp());
    }
    // A worker that took fifty and died: nobody gives them back, their time runs out.
    PLANE.sql(
        "update control.subject set taken_by = 'dead', taken_until = clock_timestamp() + interval"
            + " '1 s' where id in (select id from control.subject limit 50)");
    worker("w1", "zone-a");
    worker("w2", "zone-b");
    worker("w3", "zone-c");
    Await.until("all lit", () -> count("control.subject where state = 'LIT'") == lamps.size());
    assertThat(count("control.transition")).isEqualTo(lamps.size());
    assertThat(count("control.observation where worker = 'w2'")).isPositive();
  }

  @Test
  void aWishThatComesDuringALookIsThoughtAboutByTheNextOne() throws Exception {
    UUID lamp = lamp();
    world.shines.put(lamp, true);
    worker("w1", "zone-a");
    for (int i = 0; i < 50; i++) {
      plane.subjects().wished(lamp);
    }
    Await.until("lit", () -> state(lamp).equals("LIT"));
    assertThat(transitions(lamp)).containsExactly("DARK>LIT");
  }

  @Test
  void anActThatChangesNothingIsNotRepeatedInAHurry() throws Exception {
    UUID lamp = lamp();
    world.stubborn.add(lamp);
    worker("w1", "zone-a");
    Await.until("switched on again and again", () -> count("control.act where ok") >= 5);
    assertThat(
            count(
                "(select at - lag(at, 2) over (order by at) as gap from control.act) acts"
                    + " where gap < interval '500 ms'"))
        .isZero();
  }

  @Test
  void anActThatFailedOnceDoesNotWaitForABeatOfAMinute() throws Exception {
    UUID lamp = lamp();
    world.failingOnce.add(lamp);
    Toy slow = new Toy(world, Duration.ofMinutes(1), Duration.ofMillis(200));
    running.add(
        new Worker<>(plane, slow, WorkerConfig.of("w1", "zone-a"), Senses.sharp(), Signals.none()));
    Await.until("switched on", () -> world.switched.containsKey(lamp));
    assertThat(count("control.act where not ok")).isEqualTo(1);
  }

  @Test
  void anotherServiceCannotWriteOurSubjects() throws Exception {
    UUID lamp = lamp();
    ControlPlane other = PLANE.as("production-tier");
    assertThat(other.subjects().find(lamp)).isPresent();
    assertThat(other.subjects().unwant(lamp)).isFalse();
    assertThat(other.dsl().execute("update control.subject set state = 'GONE'")).isZero();
    assertThat(state(lamp)).isEqualTo("DARK");
  }

  private void worker(String name, String vantage) {
    worker(WorkerConfig.of(name, vantage));
  }

  private void worker(WorkerConfig config) {
    running.add(new Worker<>(plane, ring, config, Senses.sharp(), Signals.none()));
  }

  private void resolver() {
    Delivery delivery = notices::add;
    IncidentRing incidents =
        new IncidentRing(plane, List.of(ring), delivery, new Witness("resolver", "zone-a"));
    running.add(
        new Worker<>(
            plane,
            incidents,
            WorkerConfig.of("resolver", "zone-a"),
            Senses.sharp(),
            Signals.none()));
  }

  private int looks(UUID lamp) {
    return Optional.ofNullable(world.looks.get(lamp)).map(AtomicInteger::get).orElse(0);
  }

  private UUID lamp() {
    UUID id = UUID.randomUUID();
    plane.subjects().add(id, "lamp", "lamp-" + id, Lamp.DARK, Optional.empty());
    return id;
  }

  private Subject subject(UUID id) {
    return plane.subjects().find(id).orElseThrow();
  }

  private String state(UUID id) {
    return subject(id).state();
  }

  private int count(String from) {
    return plane.dsl().fetchSingle("select count(*)::int from " + from).into(Integer.class);
  }

  private List<String> transitions(UUID id) {
    return plane
        .dsl()
        .fetch(
            "select from_state || '>' || to_state from control.transition where subject_id = ?"
                + " order by id",
            id)
        .into(String.class);
  }

  private List<String> events() {
    return plane
        .dsl()
        .fetch("select what from control.incident_event order by id")
        .into(String.class);
  }
}
