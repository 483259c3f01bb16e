package herd.production.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import herd.tier.LivingTier;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Planned interruptions: scheduled, moved, run, and remembered. */
class MaintenanceTest {

  private static Shop shop;
  private static LivingTier herd;

  @BeforeAll
  static void start() throws Exception {
    shop = Shop.open(Map.of());
    herd = shop.herd();
  }

  @AfterAll
  static void stop() throws Exception {
    herd.stop();
  }

  @Test
  void aStandardDatabaseIsRestartedWhenItsCustomerRunsTheMaintenance() throws Exception {
    String id = shop.buy("standard-0");
    assertThat(shop.get(path(id)).path("status").asText()).isEqualTo("none");
    assertThat(herd.data("POST", path(id) + "/schedule", "{'delay_weeks':'2'}").statusCode())
        .isEqualTo(422);
    shop.call("POST", path(id) + "/window", "{'day_of_week':'Thursday','time_of_day':'10:00PM'}");
    JsonNode window = shop.get(path(id) + "/window");
    assertThat(window.path("window").asText()).isEqualTo("Thursdays 22:00 to Fridays 02:00 UTC");
    assertThat(window.path("previous_window").asText()).endsWith("UTC");

    herd.operator("/operators/resources/" + id + "/maintenance");
    JsonNode pending = shop.get(path(id));
    assertThat(pending.path("status").asText()).isEqualTo("pending");
    assertThat(pending.path("method").asText()).isEqualTo("restart");
    assertThat(pending.path("scheduled_for").asText()).endsWith("22:00:00 +0000");
    assertThat(pending.path("app").path("name").asText()).isEqualTo("shop");
    JsonNode moved = shop.call("POST", path(id) + "/schedule", "{'delay_weeks':'1'}");
    assertThat(moved.path("previously_scheduled_for").asText())
        .isEqualTo(pending.path("scheduled_for").asText());
    assertThat(moved.path("scheduled_for").asText())
        .isGreaterThan(pending.path("scheduled_for").asText());
    String app = herd.platform("GET", "/apps/shop", "").path("id").asText();
    assertThat(pending.path("app").path("uuid").asText()).isEqualTo(app);
    String variable = herd.platform("GET", "/addons/" + id, "").at("/config_vars/0").asText();
    assertThat(pending.at("/addon/attachments/0").asText() + "_URL").isEqualTo(variable);
    assertThat(shop.get("/data/maintenances/v1/apps/" + app).findValuesAsText("status"))
        .containsExactly("pending");

    String before = startedAt(id);
    shop.call("POST", path(id) + "/run", "");
    herd.await("it is done", () -> shop.get(path(id)).path("status").asText().equals("completed"));
    assertThat(startedAt(id)).isNotEqualTo(before);
    JsonNode history = shop.get(path(id) + "/history/?limit=5").path("maintenances");
    assertThat(history).hasSize(1);
    assertThat(history.path(0).path("duration_seconds").isNumber()).isTrue();
    assertThat(shop.get("/client/v11/databases/" + id + "/maintenance").path("message").asText())
        .isEqualTo("No maintenance is required.");
  }

  @Test
  void aPremiumDatabaseChangesItsLeader() throws Exception {
    String id = shop.buy("premium-0");
    String leader = leader(id);
    shop.call("POST", "/client/v11/databases/" + id + "/maintenance", "");
    herd.await("it is done", () -> shop.get(path(id)).path("status").asText().equals("completed"));
    assertThat(leader(id)).isNotEqualTo(leader);
    assertThat(shop.get(path(id)).path("method").asText()).isEqualTo("changeover");
    assertThat(shop.get(path(id)).path("reason").asText()).isEqualTo("customer_request");
  }

  @Test
  void aMaintenanceIsDoneAsThePlanIsWhenItsTimeHasCome() throws Exception {
    String id = shop.buy("premium-0");
    herd.operator("/operators/resources/" + id + "/maintenance");
    assertThat(shop.get(path(id)).path("method").asText()).isEqualTo("changeover");
    herd.platform(
        "PATCH",
        "/apps/shop/addons/" + id,
        "{\"plan\":{\"name\":\"heroku-postgresql:standard-0\"}}");
    herd.await(
        "it has no standby any more",
        () ->
            herd.books(
                    "select state from control.subject where kind = 'pair' and part_of = '"
                        + id
                        + "'")
                .equals("SINGLE"));
    String before = startedAt(id);
    shop.call("POST", path(id) + "/run", "");
    herd.await("it is done", () -> shop.get(path(id)).path("status").asText().equals("completed"));
    assertThat(shop.get(path(id)).path("method").asText()).isEqualTo("restart");
    assertThat(startedAt(id)).isNotEqualTo(before);
  }

  private static String path(String id) {
    return "/data/maintenances/v1/" + id;
  }

  private static String leader(String id) throws Exception {
    return herd.books("select server_id from production_tier.resource where id = '" + id + "'");
  }

  private static String startedAt(String id) throws Exception {
    try (Connection connection = LivingTier.connect(shop.urlOf(id));
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select pg_postmaster_start_time()")) {
      row.next();
      return row.getString(1);
    }
  }
}
