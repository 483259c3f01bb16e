package herd.starter;

import static org.assertj.core.api.Assertions.assertThat;

import herd.fleet.provider.Machine;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A database that is not made in time, or must wait. */
class StuckDatabaseTest {

  private static Herd herd;

  @BeforeAll
  static void start() throws Exception {
    herd = new Herd(Map.of());
  }

  @AfterAll
  static void stop() throws Exception {
    herd.stop();
  }

  @Test
  void itsCustomerAndAHumanAreToldAndItIsOverOnceItIsMade() throws Exception {
    herd.stopFeelers();
    String id = ask();
    // A hold keeps every act away, as trouble of any kind may. Ten minutes have passed.
    herd.change(
        "update control.subject set held_until = now() + interval '1 hour', held_why = 'a test',"
            + " since = since - interval '11 minutes' where id = '%s'".formatted(id));
    herd.startFeelers();
    herd.awaitLooking(
        "the customer is told, and a human called", () -> told("ticket") && told("page"));
    assertThat(herd.books("select title from control.notice where kind = 'ticket'"))
        .isEqualTo("Your database is taking longer to create than it should.");
    herd.operator("/operators/subjects/" + id + "/release");
    herd.awaitLooking("it is made", () -> isMade(id));
    herd.awaitLooking(
        "it is over",
        () ->
            herd.books(
                    "select bool_and(resolved_at is not null) from control.incident"
                        + " where type = 'stuck_creating'")
                .equals("t"));
  }

  @Test
  void itWaitsForAServerWhosePostgresDoesNotRunYet() throws Exception {
    herd.provision("essential-0");
    Machine machine = herd.provider().list().getFirst();
    String server =
        herd.books(
            "select id from starter_tier.server where provider_id = '%s'"
                .formatted(machine.providerId()));
    herd.stopFeelers();
    // As between making its cluster and starting it.
    herd.change(
        "update control.subject set held_until = now() + interval '1 hour', held_why = 'a test',"
            + " since = now(), state = 'CREATING', version = version + 1 where id = '%s'"
                .formatted(server));
    herd.provider().faults().killPostgres(machine.providerId());
    String id = ask();
    herd.startFeelers();
    herd.awaitLooking(
        "it was thought about",
        () ->
            herd.books(
                    "select looked_at > created_at + interval '3 seconds' from control.subject"
                        + " where id = '%s'".formatted(id))
                .equals("t"));
    herd.operator("/operators/subjects/" + server + "/release");
    herd.awaitLooking("it is made", () -> isMade(id));
    assertThat(
            herd.books(
                "select count(*) from control.act where not ok and subject_id = '%s'"
                    .formatted(id)))
        .isEqualTo("0");
  }

  private static String ask() throws Exception {
    String name =
        herd.platform(
                "POST",
                "/apps/shop/addons",
                "{\"plan\":{\"name\":\"heroku-postgresql:essential-0\"}}")
            .path("name")
            .asText();
    return herd.books("select id from starter_tier.resource where name = '" + name + "'");
  }

  private static boolean isMade(String id) throws Exception {
    return herd.books("select state from control.subject where id = '" + id + "'")
        .equals("AVAILABLE");
  }

  private static boolean told(String kind) throws Exception {
    return herd.books(
            "select count(*) > 0 from control.notice n join control.incident i on i.id = n.incident_id"
                + " where type = 'stuck_creating' and n.kind = '%s' and delivered_at is not null"
                    .formatted(kind))
        .equals("t");
  }
}
