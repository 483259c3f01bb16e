package herd.production;

import static org.assertj.core.api.Assertions.assertThat;

import herd.fleet.provider.Machine;
import herd.tier.LivingTier;
import java.net.URI;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What becomes of a standard database and its server, on real machines. */
class ProductionLifeTest {

  private static LivingTier herd;

  @BeforeAll
  static void start() throws Exception {
    herd = new LivingTier(Main.DEFINITION, "HERD_PRODUCTION_PORT", Map.of());
  }

  @AfterAll
  static void stop() throws Exception {
    herd.stop();
  }

  @Test
  void aDatabaseIsProvisionedLostMendedAndGoneWithItsServer() throws Exception {
    herd.await("a spare is up", () -> spares() == 1);
    String spare = herd.books("select id from production_tier.server where open");
    URI url = herd.provision("standard-0");
    try (Connection connection = LivingTier.connect(url);
        Statement statement = connection.createStatement()) {
      statement.execute("create table t as select generate_series(1, 1000) n");
    }
    String id =
        herd.books(
            "select resource_id from production_tier.placement where server_id = '" + spare + "'");
    herd.await("it rests", () -> state(id).equals("AVAILABLE"));

    herd.provider().faults().killPostgres(machine(spare).providerId());
    herd.await(
        "the kill was noticed and mended",
        () ->
            count(
                    "control.incident where type = 'postgres_down' and resolved_at is not null"
                        + " and subject_id = '"
                        + spare
                        + "'")
                == 1);
    herd.await(
        "no incident is open", () -> count("control.incident where resolved_at is null") == 0);
    try (Connection connection = LivingTier.connect(url);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select count(*) from t")) {
      rows.next();
      assertThat(rows.getInt(1)).isEqualTo(1000);
    }

    String addon = herd.platform("GET", "/apps/shop/addons", "").path(0).path("name").asText();
    herd.platform("DELETE", "/apps/shop/addons/" + addon, "{\"force\":false}");
    herd.await("it is destroyed", () -> state(id).equals("DESTROYED"));
    assertThat(herd.provider().list()).extracting(Machine::providerId).doesNotContain(spare);
    assertThat(count("production_tier.placement where resource_id = '" + id + "'")).isZero();
    herd.await("no lease is left", () -> count("control.lease") == 0);
  }

  @Test
  void aWorkerKilledInTheMidstOfAProvisionLosesNothingAndLeavesNothing() throws Exception {
    herd.await("a spare is up", () -> spares() == 1);
    herd.stopFeelers();
    String addon =
        herd.platform(
                "POST",
                "/apps/shop/addons",
                "{\"plan\":{\"name\":\"heroku-postgresql:standard-0\"}}")
            .path("name")
            .asText();
    String id = herd.books("select id from production_tier.resource where name = '" + addon + "'");
    Process worker =
        herd.process(Main.class, "zone-a", "server-feeler", "resource-feeler", "vantage-feeler");
    // Begun and not done: its lease is taken, its database perhaps made, and not yet noted.
    herd.await(
        "the tenant is being made",
        () ->
            count(
                    "control.lease l join production_tier.resource r on r.id = l.subject_id"
                        + " where r.grant_state = 'held' and r.id = '%s'".formatted(id))
                > 0);
    worker.destroyForcibly().waitFor();
    herd.startFeelers();
    herd.await("it is up", () -> state(id).equals("AVAILABLE"));
    assertThat(count("production_tier.placement where resource_id = '" + id + "'")).isEqualTo(1);

    herd.platform("DELETE", "/apps/shop/addons/" + addon, "{\"force\":false}");
    herd.await("it is destroyed", () -> state(id).equals("DESTROYED"));
    herd.await(
        "nothing but spares is left",
        () ->
            count("production_tier.server where destroyed_at is null and not open") == 0
                && herd.provider().list().size()
                    == count("production_tier.server where provider_id is not null"));
  }

  private static Machine machine(String server) {
    return herd.provider().describe(server).orElseThrow();
  }

  private static int spares() throws Exception {
    return count(
        "production_tier.server v join control.subject s on s.id = v.id"
            + " where v.open and s.state = 'AVAILABLE'");
  }

  private static String state(String id) throws Exception {
    return herd.books("select state from control.subject where id = '" + id + "'");
  }

  private static int count(String from) throws Exception {
    return Integer.parseInt(herd.books("select count(*) from " + from));
  }
}
