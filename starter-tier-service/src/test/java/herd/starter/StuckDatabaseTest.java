package herd.starter;

import static org.assertj.core.api.Assertions.assertThat;

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
    tenMinutesPass(id);
    herd.stopMarketplace();
    herd.startFeelers();
    herd.awaitLooking("another server is no help", () -> tried(id).contains(": done: "));
    herd.awaitLooking(
        "the customer is told, and a human called",
        () -> {
          herd.patienceIsOver();
          return told("ticket") && told("page");
        });
    assertThat(herd.books("select title from control.notice where kind = 'ticket'"))
        .isEqualTo("Your database is taking longer to create than it should.");
    herd.startMarketplace();
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
  void itGetsAnotherServerWhenItsOwnDoesNotRun() throws Exception {
    herd.provision("essential-0");
    String server = fullest();
    // Another is made while this one takes nobody.
    open(server, false);
    herd.await(
        "another server is up",
        () -> {
          herd.change("update control.subject set due_at = now() where kind = 'pool'");
          return herd.books(
                  "select count(*) > 0 from control.subject where kind = 'server' and state ="
                      + " 'AVAILABLE' and id <> '%s'".formatted(server))
              .equals("t");
        });
    open(server, true);
    herd.stopFeelers();
    String id = ask();
    assertThat(serverOf(id)).isEqualTo(server);
    doesNotRunYet(server);
    tenMinutesPass(id);
    herd.startFeelers();
    herd.awaitLooking("it is made", () -> isMade(id));
    assertThat(serverOf(id)).isNotEqualTo(server);
    assertThat(tried(id))
        .isEqualTo("Find it another server: done: it is placed on server " + serverOf(id));
    assertThat(
            herd.books(
                "select reserved_connections = (select sum(r.reserved_connections) from"
                    + " starter_tier.resource r where r.server_id = s.id) from starter_tier.server s"
                    + " where id = '%s'".formatted(server)))
        .isEqualTo("t");
    herd.operator("/operators/subjects/" + server + "/release");
  }

  @Test
  void itWaitsForAServerWhosePostgresDoesNotRunYet() throws Exception {
    herd.provision("essential-0");
    String server = fullest();
    herd.stopFeelers();
    String id = ask();
    doesNotRunYet(server);
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

  /** The next database is placed there. */
  private static String fullest() throws Exception {
    return herd.books(
        "select id from starter_tier.server where open and destroyed_at is null"
            + " order by reserved_connections desc, id limit 1");
  }

  private static void open(String server, boolean open) throws Exception {
    herd.change("update starter_tier.server set open = %s where id = '%s'".formatted(open, server));
  }

  /** As between making its cluster and starting it. */
  private static void doesNotRunYet(String server) throws Exception {
    herd.change(
        "update control.subject set held_until = now() + interval '1 hour', held_why = 'a test',"
            + " since = now(), state = 'CREATING', version = version + 1 where id = '%s'"
                .formatted(server));
    herd.provider()
        .faults()
        .killPostgres(
            herd.books(
                "select provider_id from starter_tier.server where id = '%s'".formatted(server)));
  }

  private static void tenMinutesPass(String id) throws Exception {
    herd.change(
        "update control.subject set since = since - interval '11 minutes' where id = '%s'"
            .formatted(id));
  }

  private static String serverOf(String id) throws Exception {
    return herd.books("select server_id from starter_tier.resource where id = '" + id + "'");
  }

  private static String tried(String id) throws Exception {
    return herd.books(
        "select detail from control.incident_event e join control.incident i on i.id = incident_id"
            + " where type = 'stuck_creating' and what = 'attempt ended' and i.subject_id = '%s'"
                .formatted(id));
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
