package herd.starter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A database that is not made in time: its customer is told, and it is made after all. */
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
    String name =
        herd.platform(
                "POST",
                "/apps/shop/addons",
                "{\"plan\":{\"name\":\"heroku-postgresql:essential-0\"}}")
            .path("name")
            .asText();
    String id = herd.books("select id from starter_tier.resource where name = '" + name + "'");
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
    herd.awaitLooking(
        "it is made",
        () ->
            herd.books("select state from control.subject where id = '" + id + "'")
                .equals("AVAILABLE"));
    herd.awaitLooking(
        "it is over",
        () ->
            herd.books(
                    "select bool_and(resolved_at is not null) from control.incident"
                        + " where type = 'stuck_creating'")
                .equals("t"));
  }

  private static boolean told(String kind) throws Exception {
    return herd.books(
            "select count(*) > 0 from control.notice n join control.incident i on i.id = n.incident_id"
                + " where type = 'stuck_creating' and n.kind = '%s' and delivered_at is not null"
                    .formatted(kind))
        .equals("t");
  }
}
