package herd.controlplane.ring;

import static org.assertj.core.api.Assertions.assertThat;

import herd.controlplane.Await;
import herd.controlplane.ControlPlane;
import herd.controlplane.TestPlane;
import herd.controlplane.incident.Delivery;
import herd.controlplane.incident.IncidentRing;
import herd.controlplane.incident.Incidents.Witness;
import herd.controlplane.incident.Notice;
import java.io.IOException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tickets go by a way that is broken. */
class FailingDeliveryTest {

  @RegisterExtension static final TestPlane PLANE = new TestPlane();

  private static final Witness HERE = new Witness("resolver", "zone-a");

  private final ControlPlane plane = PLANE.as("starter-tier");
  private final AtomicBoolean broken = new AtomicBoolean(true);
  private final AtomicInteger tickets = new AtomicInteger();
  private final List<String> delivered = new CopyOnWriteArrayList<>();

  @Test
  void theTicketIsTriedLaterAndLaterAndKeepsNoPageWaiting() throws Exception {
    UUID lamp = UUID.randomUUID();
    Toy.World world = new Toy.World();
    world.stubborn.add(lamp);
    Toy ring = new Toy(world, Duration.ofSeconds(1));
    plane.subjects().add(lamp, "lamp", "lamp-" + lamp, Toy.Lamp.FLICKERING, Optional.empty());
    plane
        .incidents()
        .open("lamp_flickers", plane.subjects().find(lamp).orElseThrow(), "it is dark", HERE);
    UUID incident = plane.dsl().fetchSingle("select id from control.incident").into(UUID.class);
    Delivery delivery = this::deliver;
    try (var _ =
        new Worker<>(
            plane,
            new IncidentRing(plane, List.of(ring), delivery, HERE),
            WorkerConfig.of("resolver", "zone-a"),
            Senses.sharp(),
            Signals.none())) {
      Await.until("an operator is called", () -> delivered.contains("page"));
      assertThat(tickets.get()).isPositive();

      PLANE.sql(
          """
          insert into control.act (subject_id, act, why, took_micros, ok, detail, worker)
          select '%s', 'TICKET', 'the customer should know', 1, false, 'no route', 'resolver'
            from generate_series(1, 20)
          """
              .formatted(incident));
      // The first look may have begun before; what it asked for is over when the second begins.
      look(incident);
      look(incident);
      int before = tickets.get();
      look(incident);
      look(incident);
      assertThat(tickets.get()).as("tried while it rests").isEqualTo(before);

      broken.set(false);
      PLANE.sql(
          "update control.act set at = at - interval '10 minutes';"
              + " update control.subject set since = since - interval '1 day'");
      plane.subjects().due(incident);
      Await.until("delivered", () -> delivered.contains("ticket"));
      Await.until("noted", () -> count("control.incident where ticketed_at > paged_at") == 1);
    }
  }

  private void deliver(Notice notice) throws IOException {
    if (notice.kind().equals("ticket")) {
      tickets.incrementAndGet();
      if (broken.get()) {
        throw new IOException("no route to the mail host");
      }
    }
    delivered.add(notice.kind());
  }

  /** One more round of it. */
  private void look(UUID incident) throws Exception {
    OffsetDateTime last = lookedAt(incident);
    plane.subjects().due(incident);
    Await.until("looked at", () -> lookedAt(incident).isAfter(last));
  }

  private OffsetDateTime lookedAt(UUID incident) {
    return plane
        .dsl()
        .fetchSingle("select looked_at from control.subject where id = ?", incident)
        .into(OffsetDateTime.class);
  }

  private int count(String from) {
    return plane.dsl().fetchSingle("select count(*)::int from " + from).into(Integer.class);
  }
}
