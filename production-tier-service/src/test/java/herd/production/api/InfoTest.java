package herd.production.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import herd.tier.LivingTier;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What {@code pg:info} says of a premium database, and what this tier refuses. */
class InfoTest {

  private static Shop shop;

  @BeforeAll
  static void start() throws Exception {
    shop = Shop.open(Map.of());
  }

  @AfterAll
  static void stop() throws Exception {
    shop.herd().stop();
  }

  @Test
  void infoSaysWhatIsThereAndWhetherASecondServerCouldTakeOver() throws Exception {
    LivingTier herd = shop.herd();
    String id = shop.buy("premium-0");
    herd.await(
        "its facts are seen", () -> info(id).getOrDefault("PG Version", "").matches("[0-9.]+"));
    Map<String, String> info = info(id);
    assertThat(info.keySet())
        .containsExactly(
            "Plan",
            "Status",
            "HA Status",
            "Data Size",
            "Tables",
            "PG Version",
            "Connections",
            "Connection Pooling",
            "Credentials",
            "Fork/Follow",
            "Rollback",
            "Created",
            "Region",
            "Data Encryption",
            "Continuous Protection",
            "Maintenance",
            "Maintenance window");
    assertThat(info)
        .containsEntry("Plan", "Premium 0")
        .containsEntry("Status", "Available")
        .containsEntry("HA Status", "Available")
        .containsEntry("Connections", "0/120")
        .containsEntry("Credentials", "1")
        .containsEntry("Maintenance", "not required")
        .containsEntry("Rollback", "Unsupported")
        .containsEntry("Region", "us")
        .containsEntry("Continuous Protection", "Off");
    assertThat(info.get("Data Size")).endsWith("MB/64.00 GB (0.01%) (In compliance)");
    JsonNode addresses = shop.get("/client/v11/databases/" + id + "/addresses");
    String password = addresses.path("password").asText();
    assertThat(shop.page(id))
        .contains(shown(addresses.path("libpq").asText().replace(":" + password, "")))
        .contains(shown(addresses.path("jdbc").asText()))
        .doesNotContain(password);

    String standby =
        herd.books(
            "select server_id from production_tier.placement where role = 'STANDBY'"
                + " and resource_id = '%s'".formatted(id));
    herd.provider().faults().loseServer(standby);
    herd.await(
        "it has one copy", () -> "Temporarily Unavailable".equals(info(id).get("HA Status")));
    assertThat(info(id))
        .containsEntry("Status", "Available")
        .containsEntry("Warning", "The database has one copy at the moment");
  }

  private static String shown(String url) {
    return url.replace("&", "&amp;");
  }

  private static Map<String, String> info(String id) throws Exception {
    JsonNode answer = shop.get("/client/v11/databases/" + id);
    Map<String, String> lines = new LinkedHashMap<>();
    for (JsonNode line : answer.path("info")) {
      // The CLI leaves out what has no value.
      if (!line.path("values").isEmpty()) {
        lines.put(line.path("name").asText(), line.path("values").path(0).asText());
      }
    }
    return lines;
  }

  @Test
  void whatIsNotOfferedIsRefusedWithAdvice() throws Exception {
    String id = shop.buy("standard-0");
    assertThat(shop.page(id)).contains("Standard 0").doesNotContain("jdbc:");
    String path = "/client/v11/databases/" + id;
    var refused = shop.herd().data("POST", path + "/links", "{}");
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body()).contains("Standard 0", "unprocessable", "pg:copy");
    var dryRun = shop.herd().data("POST", path + "/upgrade/dry_run", "{}");
    assertThat(dryRun.statusCode()).isEqualTo(422);
    assertThat(dryRun.body()).contains("is not available for Standard 0", "is done on a copy");
    for (String command : new String[] {"prepare", "run"}) {
      var newest = shop.herd().data("POST", path + "/upgrade/" + command, "{}");
      assertThat(newest.statusCode()).isEqualTo(422);
      assertThat(newest.body()).contains("the newest version");
    }
    JsonNode wait = shop.get(path + "/upgrade/wait_status");
    assertThat(wait.path("waiting?").asBoolean(true)).isFalse();
  }
}
