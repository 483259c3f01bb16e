package herd.production.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import herd.fleet.provider.Machine;
import herd.tier.LivingTier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Settings that a customer chooses. */
class SettingsTest {

  private static final String STARTED = "select pg_postmaster_start_time()";

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
  void serversThatDifferFromWhatTheyAreToHaveAreToldAgain() throws Exception {
    String id = shop.buy("premium-0");
    guarded(id);
    for (String role : new String[] {"LEADER", "STANDBY"}) {
      Path file = Path.of(machine(id, role).root(), "conf/plan.conf");
      Files.writeString(file, Files.readString(file).replace("'200'", "'3'"));
      herd.onServer(machine(id, role), "select pg_reload_conf()");
      herd.await("it differs", () -> show(id, role, "effective_io_concurrency").equals("3"));
    }
    // As by another Herd, whose plans said so.
    herd.change("update production_tier.server_setting set given = 'another' where " + its(id));
    for (String role : new String[] {"LEADER", "STANDBY"}) {
      herd.awaitLooking(
          "told again", () -> show(id, role, "effective_io_concurrency").equals("200"));
    }
    assertThat(shop.get("/data/maintenances/v1/" + id).path("status").asText()).isEqualTo("none");
  }

  @Test
  void moreRoomIsGivenToTheStandbyFirstAndNobodyIsRestartedUnannounced() throws Exception {
    String id = shop.buy("premium-0");
    guarded(id);
    String leader = server(id, "LEADER");
    String started = herd.onServer(machine(id, "LEADER"), STARTED);
    more(id);
    herd.awaitLooking("a maintenance is planned", () -> planned(id));
    assertThat(written(id, "STANDBY")).isEqualTo("180");
    assertThat(written(id, "LEADER")).as("not more than its standby runs with").isEqualTo("170");
    assertThat(shop.get("/client/v11/databases/" + id).toString())
        .contains("After the next restart", "max_connections");
    assertThat(server(id, "LEADER")).isEqualTo(leader);
    assertThat(herd.onServer(machine(id, "LEADER"), STARTED)).isEqualTo(started);

    run(id);
    assertThat(server(id, "LEADER")).isNotEqualTo(leader);
    herd.await("it leads with more", () -> show(id, "LEADER", "max_connections").equals("180"));
    guarded(id);
    assertThat(show(id, "STANDBY", "max_connections")).isEqualTo("180");
    herd.await(
        "both are told all, and wait for nothing",
        () -> {
          herd.lookAtAll();
          return herd.books(
                  "select count(*) filter (where given is not null and after_restart is null)"
                      + " from production_tier.server_setting where "
                      + its(id))
              .equals("2");
        });
    assertThat(written(id, "LEADER")).isEqualTo("180");
    assertThat(written(id, "STANDBY")).isEqualTo("180");
    assertThat(planned(id)).isFalse();
  }

  @Test
  void aServerAloneIsRestartedInItsMaintenance() throws Exception {
    String id = shop.buy("standard-0");
    more(id);
    herd.awaitLooking("a maintenance is planned", () -> planned(id));
    assertThat(written(id, "LEADER")).isEqualTo("180");
    assertThat(show(id, "LEADER", "max_connections")).isEqualTo("170");
    run(id);
    assertThat(show(id, "LEADER", "max_connections")).isEqualTo("180");
  }

  /** Its servers are larger than they were made. */
  private static void more(String id) throws Exception {
    herd.change(
        "update production_tier.server set capacity_connections = 130 where "
            + "id in "
            + servers(id));
  }

  private static String its(String id) {
    return "server_id in " + servers(id);
  }

  private static String servers(String id) {
    return "(select p.server_id from production_tier.placement p where p.resource_id = '"
        + id
        + "')";
  }

  private static boolean planned(String id) throws Exception {
    JsonNode maintenance = shop.get("/data/maintenances/v1/" + id);
    return maintenance.path("status").asText().equals("pending")
        && maintenance.path("reason").asText().equals("settings_need_restart");
  }

  private static void run(String id) throws Exception {
    shop.call("POST", "/data/maintenances/v1/" + id + "/run", "");
    herd.await(
        "the maintenance is done",
        () -> {
          herd.lookAtAll();
          return shop.get("/data/maintenances/v1/" + id)
              .path("status")
              .asText()
              .equals("completed");
        });
  }

  private static void guarded(String id) throws Exception {
    herd.await(
        "it is guarded",
        () ->
            herd.books(
                    "select state from control.subject where kind = 'pair' and part_of = '"
                        + id
                        + "'")
                .equals("GUARDED"));
  }

  /** What it will have after a restart. */
  private static String written(String id, String role) throws Exception {
    return herd.onServer(
            machine(id, role),
            "select setting from pg_file_settings where name = 'max_connections'"
                + " order by seqno desc limit 1")
        .strip();
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
    return herd.onServer(machine(id, role), "show " + setting).strip();
  }

  private static Machine machine(String id, String role) throws Exception {
    return herd.provider().describe(server(id, role)).orElseThrow();
  }
}
