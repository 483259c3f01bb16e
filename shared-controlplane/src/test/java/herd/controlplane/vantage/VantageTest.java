package herd.controlplane.vantage;

import static org.assertj.core.api.Assertions.assertThat;

import herd.controlplane.Await;
import herd.controlplane.ControlPlane;
import herd.controlplane.Subject;
import herd.controlplane.TestPlane;
import herd.controlplane.ring.Look;
import herd.controlplane.ring.Observation;
import herd.controlplane.ring.Signals;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class VantageTest {

  @RegisterExtension static final TestPlane PLANE = new TestPlane();

  private static ControlPlane plane;

  private final List<AutoCloseable> running = new ArrayList<>();
  private volatile Optional<String> echo = Optional.empty();

  @BeforeAll
  static void open() {
    plane = PLANE.as("starter-tier");
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable one : running) {
      one.close();
    }
    PLANE.sql("truncate control.subject, control.observation, control.transition");
  }

  @Test
  void aVantageWhoseReferenceFailsGoesBlindPagesAndSeesAgainByItself() throws Exception {
    UUID id = plane.vantages().register("zone-a");
    start("zone-a");
    Await.until("living", () -> plane.vantages().living().contains("zone-a"));
    echo = Optional.of("connection refused");
    Await.until("blind", () -> subject(id).state().equals("BLIND"));
    assertThat(plane.vantages().living()).isEmpty();
    assertThat(subject(id).troubles()).containsExactly(VantageRing.VANTAGE_BLIND);
    assertThat(why(id)).isEqualTo("reference echo: connection refused");
    echo = Optional.empty();
    Await.until("sees", () -> subject(id).state().equals("SEEING"));
    // One that comes and goes is one incident: it stays open until the vantage is steady.
    assertThat(subject(id).troubles()).containsExactly(VantageRing.VANTAGE_BLIND);
  }

  @Test
  void aStallOfItsOwnIsNoTroubleWithItsReferences() throws Exception {
    Subject vantage = subject(plane.vantages().register("zone-e"));
    VantageVisit visit =
        new VantageVisit(
            vantage, new References(List.of()), new Brake(plane.dsl(), plane.service()));
    assertThat(visit.seen(visit.look(), List.of(before(Look.BLIND)), Instant.now()).troubleBefore())
        .isFalse();
    assertThat(
            visit.seen(visit.look(), List.of(before("timed_out")), Instant.now()).troubleBefore())
        .isTrue();
  }

  private static Observation before(String outcome) {
    return new Observation(Instant.now(), outcome, false, true, "zone-e", "w", Optional.empty());
  }

  @Test
  void aVantageNobodyLooksAtIsNotLiving() throws Exception {
    plane.vantages().register("zone-b");
    assertThat(plane.vantages().living()).contains("zone-b");
    PLANE.sql("update control.subject set looked_at = looked_at - interval '11 s'");
    assertThat(plane.vantages().living()).isEmpty();
  }

  @Test
  void aRetiredVantageLeavesTheRingAndMayComeBackUnderItsName() throws Exception {
    UUID first = plane.vantages().register("zone-c");
    assertThat(plane.vantages().register("zone-c")).isEqualTo(first);
    assertThat(plane.vantages().retire("zone-c")).isTrue();
    start("zone-c");
    Await.until("retired", () -> plane.vantages().find("zone-c").isEmpty());
    assertThat(plane.vantages().register("zone-c")).isNotEqualTo(first);
    assertThat(plane.vantages().retire("zone-d")).isFalse();
  }

  @Test
  void aBadLookIsBlindWhileAReferenceFailsAndReferencesAreAskedOnceASecond() {
    AtomicInteger asked = new AtomicInteger();
    ReferenceSense sense =
        new ReferenceSense(
            List.of(
                new Reference(
                    "echo",
                    () -> {
                      asked.incrementAndGet();
                      return echo;
                    })));
    long begun = System.nanoTime();
    echo = Optional.of("reset");
    assertThat(sense.blindSince(begun)).contains("reference echo: reset");
    for (int i = 0; i < 1000; i++) {
      assertThat(sense.blindSince(begun)).isPresent();
    }
    assertThat(asked.get()).isLessThan(10);
  }

  @Test
  void aReferenceThatHangsOrThrowsCannotBeSeen() {
    Reference hanging =
        new Reference(
            "hanging",
            () -> {
              new CountDownLatch(1).await();
              return Optional.empty();
            });
    Reference throwing =
        new Reference(
            "throwing",
            () -> {
              throw new java.io.IOException("no route");
            });
    assertThat(new References(List.of(hanging)).trouble())
        .contains("reference hanging: no answer within 1000 ms");
    assertThat(new References(List.of(throwing)).trouble())
        .contains("reference throwing: java.io.IOException: no route");
    assertThat(new References(List.of(Reference.controlPlane(plane))).trouble()).isEmpty();
  }

  private void start(String vantage) {
    List<Reference> references =
        List.of(new Reference("echo", () -> echo), Reference.controlPlane(plane));
    running.add(new VantageRing(plane, vantage, references).start("w-" + vantage, Signals.none()));
  }

  private static Subject subject(UUID id) {
    return plane.subjects().find(id).orElseThrow();
  }

  private static String why(UUID id) {
    return plane
        .dsl()
        .fetchSingle("select why from control.transition where subject_id = ? order by id", id)
        .into(String.class);
  }
}
