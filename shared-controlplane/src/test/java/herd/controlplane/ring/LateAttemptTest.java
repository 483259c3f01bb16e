package herd.controlplane.ring;

import static org.assertj.core.api.Assertions.assertThat;

import herd.controlplane.Await;
import herd.controlplane.ControlPlane;
import herd.controlplane.Subject;
import herd.controlplane.TestPlane;
import herd.controlplane.incident.Delivery;
import herd.controlplane.incident.IncidentAct;
import herd.controlplane.incident.IncidentRing;
import herd.controlplane.incident.Incidents.Witness;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An attempt that was given up, because it took too long, and yet comes to its end. */
class LateAttemptTest {

  @RegisterExtension static final TestPlane PLANE = new TestPlane();

  private static final Witness HERE = new Witness("resolver", "zone-a");
  private static final Token TOKEN = new Token(1, 1);

  private final Toy.World world = new Toy.World();
  private final UUID lamp = UUID.randomUUID();
  private final CountDownLatch gate = new CountDownLatch(1);
  private final ControlPlane plane = PLANE.as("starter-tier");

  @BeforeEach
  void aLampFlickers() throws Exception {
    PLANE.sql("truncate control.subject, control.incident, control.incident_event, control.notice");
    plane.subjects().add(lamp, "lamp", "lamp-" + lamp, Toy.Lamp.FLICKERING, Optional.empty());
    plane.incidents().open("lamp_flickers", subject(lamp), "it is dark", HERE);
    world.slowActs.put(lamp, gate);
  }

  @Test
  void itsEndIsNotTheEndOfTheOneThatWasBegunSince() throws Exception {
    FutureTask<String> late = inTheBackground(attempt());
    Await.until("begun", () -> events("attempt begun") == 1);
    Await.until("it waits at its gate", () -> !world.slowActs.containsKey(lamp));
    world.slowActs.put(lamp, new CountDownLatch(1));
    FutureTask<String> present = inTheBackground(attempt());
    Await.until("begun again", () -> events("attempt begun") == 2);
    gate.countDown();
    late.get();
    assertThat(events("attempt ended")).isEqualTo(1);
    assertThat(count("control.incident where attempt_ended_at is null and attempt = 1"))
        .as("the present one still runs")
        .isEqualTo(1);
    present.cancel(true);
    Await.until("ended", () -> count("control.incident where attempt_ended_at is not null") == 1);
  }

  @Test
  void itsEndIsNotTheEndOfOneOfALaterOpening() throws Exception {
    FutureTask<String> late = inTheBackground(attempt());
    Await.until("it waits at its gate", () -> !world.slowActs.containsKey(lamp));
    PLANE.sql("update control.incident set resolved_at = clock_timestamp()");
    plane.incidents().open("lamp_flickers", subject(lamp), "dark once more", HERE);
    gate.countDown();
    late.get();
    assertThat(count("control.incident where attempt = 0 and attempt_ended_at is null"))
        .isEqualTo(1);
  }

  @Test
  void anInterruptedOneHasEnded() throws Exception {
    FutureTask<String> late = inTheBackground(attempt());
    Await.until("it waits at its gate", () -> !world.slowActs.containsKey(lamp));
    late.cancel(true);
    Await.until("ended", () -> count("control.incident where attempt_ended_at is not null") == 1);
  }

  private Act attempt() {
    Toy ring = new Toy(world, Duration.ofSeconds(1));
    Subject incident = subject(incidentId());
    return Optional.ofNullable(
            new IncidentRing(plane, List.of(ring), Delivery.toLog(), HERE)
                .visits(List.of(incident))
                .get(incident.id()))
        .orElseThrow()
        .act(IncidentAct.ATTEMPT);
  }

  private UUID incidentId() {
    return plane.dsl().fetchSingle("select id from control.incident").into(UUID.class);
  }

  private static FutureTask<String> inTheBackground(Act act) {
    FutureTask<String> task = new FutureTask<>(() -> act.run(TOKEN));
    Thread.ofVirtual().start(task);
    return task;
  }

  private Subject subject(UUID id) {
    return plane.subjects().find(id).orElseThrow();
  }

  private int events(String what) {
    return count("control.incident_event where what = '" + what + "'");
  }

  private int count(String from) {
    return plane.dsl().fetchSingle("select count(*)::int from " + from).into(Integer.class);
  }
}
