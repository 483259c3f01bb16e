package herd.starter;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The walking skeleton: provision, look, kill, mend, destroy. */
class StarterLifeTest {

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
  void aDatabaseIsProvisionedLostMendedAndDestroyed() throws Exception {
    URI url = herd.provision("essential-0");
    try (Connection connection = Herd.connect(url);
        Statement statement = connection.createStatement()) {
      statement.execute("create table t as select generate_series(1, 1000) n");
    }
    herd.await(
        "the resource rests",
        () ->
            herd.books("select state from control.subject where kind = 'resource'")
                .equals("AVAILABLE"));

    herd.awaitLooking(
        "its server's look names it",
        () ->
            !herd.books(
                    "select count(*) from control.observation where facts->>'roles' = '2'"
                        + " and facts->'names'->'databases' = jsonb_build_array('%s')"
                            .formatted(url.getPath().substring(1)))
                .equals("0"));

    herd.provider().faults().killPostgres(herd.provider().list().getFirst().providerId());
    herd.await(
        "the incident is resolved",
        () ->
            !herd.books(
                    "select count(*) from control.incident where type = 'postgres_down' and"
                        + " resolved_at is not null")
                .equals("0"));
    herd.await(
        "no incident is open",
        () ->
            herd.books("select count(*) from control.incident where resolved_at is null")
                .equals("0"));
    try (Connection connection = Herd.connect(url);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select count(*) from t")) {
      rows.next();
      assertThat(rows.getInt(1)).isEqualTo(1000);
    }

    String name = herd.platform("GET", "/apps/shop/addons", "").path(0).path("name").asText();
    herd.platform("DELETE", "/apps/shop/addons/" + name, "{\"force\":false}");
    herd.await(
        "the resource is destroyed",
        () ->
            herd.books("select state from control.subject where kind = 'resource'")
                .equals("DESTROYED"));
    assertThat(herd.books("select count(*) from control.lease")).isEqualTo("0");
    assertThat(herd.books("select sum(reserved_connections) from starter_tier.server"))
        .isEqualTo("0");
  }

  @Test
  void anotherServerIsMadeWhileTheLargestPlanStillFindsAPlace() throws Exception {
    String servers =
        "select count(*) from starter_tier.server where certificate is not null and region = 'us'";
    herd.provision("essential-2");
    assertThat(herd.books(servers)).isEqualTo("1");
    herd.provision("essential-2");
    herd.await("a second server is made", () -> herd.books(servers).equals("2"));
    assertThat(
            herd.books(
                "select max(capacity_bytes - reserved_bytes) >> 30 from starter_tier.server where region = 'us' and reserved_bytes > 0"))
        .isEqualTo("32");
  }
}
