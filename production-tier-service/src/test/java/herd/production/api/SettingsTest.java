package herd.production.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import herd.fleet.provider.Machine;
import herd.tier.LivingTier;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Settings that a customer chooses. */
class SettingsTest {

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
  void aSettingHoldsOnLeaderAndStandbyAndAfterAFailover() throws Exception {
    String id = shop.buy("premium-0");
    String path = "/postgres/v0/databases/" + id + "/config";
    JsonNode before = shop.get(path);
    assertThat(before.path("log_statement").path("value").asText()).isEqualTo("none");
    assertThat(before.path("log_statement").path("values").path("ddl").asText()).isNotEmpty();
    assertThat(before.path("auto_explain.log_analyze").path("value").isBoolean()).isTrue();
    assertThat(before.size()).isEqualTo(15);

    JsonNode changed =
        shop.call("PATCH", path, "{'log_statement':'ddl','log_min_duration_statement':2000}");
    assertThat(changed.path("log_statement").path("value").asText()).isEqualTo("ddl");
    shop.call("PATCH", path, "{'auto_explain':true,'auto_explain.log_min_duration':0}");
    for (String role : new String[] {"LEADER", "STANDBY"}) {
      herd.await(role + " has it", () -> show(id, role, "log_statement").equals("ddl"));
      herd.await(
          role + " has it",
          () -> show(id, role, "session_preload_libraries").equals("auto_explain"));
      assertThat(show(id, role, "log_min_duration_statement")).isEqualTo("2s");
    }
    try (Connection connection = LivingTier.connect(shop.urlOf(id));
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("show auto_explain.log_min_duration")) {
      row.next();
      assertThat(row.getString(1)).isEqualTo("0");
    }

    String standby = server(id, "STANDBY");
    herd.operator("/operators/resources/" + id + "/switchover");
    herd.await("the standby leads", () -> server(id, "LEADER").equals(standby));
    assertThat(show(id, "LEADER", "log_statement")).isEqualTo("ddl");
    shop.call("PATCH", path, "{'log_statement':'none'}");
    herd.await("it is changed", () -> show(id, "LEADER", "log_statement").equals("none"));
  }

  @Test
  void whatIsNoSettingOrCannotBeThatIsRefused() throws Exception {
    String id = shop.buy("standard-0");
    for (String body :
        new String[] {
          "{'shared_buffers':'1GB'}",
          "{'log_statement':'everything'}",
          "{'log_lock_waits':'on'}",
          "{'log_min_duration_statement':-2}",
          "{'data_connector_details_logs':true}",
          "{}"
        }) {
      assertThat(herd.data("PATCH", "/postgres/v0/databases/" + id + "/config", body).statusCode())
          .as(body)
          .isEqualTo(422);
    }
  }

  private static String server(String id, String role) throws Exception {
    return herd.books(
        "select server_id from production_tier.placement where role = '%s' and resource_id = '%s'"
            .formatted(role, id));
  }

  private static String show(String id, String role, String setting) throws Exception {
    Machine machine = herd.provider().describe(server(id, role)).orElseThrow();
    return herd.onServer(machine, "show " + setting).strip();
  }
}
