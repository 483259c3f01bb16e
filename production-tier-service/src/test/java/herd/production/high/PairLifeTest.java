package herd.production.high;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import herd.production.Main;
import herd.tier.LivingTier;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** One premium database through one loss after the other, while a customer writes. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PairLifeTest {

  private static LivingTier herd;
  private static URI url;
  private static String resource;

  @BeforeAll
  static void start() throws Exception {
    herd =
        new LivingTier(
            Main.DEFINITION, "HERD_PRODUCTION_PORT", Map.of("HERD_PRODUCTION_SPARES", "2"));
    url = herd.provision("premium-0");
    resource = herd.books("select id from production_tier.resource");
    try (Connection connection = LivingTier.connect(url);
        Statement statement = connection.createStatement()) {
      statement.execute("create table ledger (n int primary key)");
    }
  }

  @AfterAll
  static void stop() throws Exception {
    herd.stop();
  }

  @Test
  @Order(1)
  void aPremiumDatabaseHasAQualifiedStandbyInAnotherZone() throws Exception {
    assertThat(role("STANDBY", "p.standing")).isEqualTo("QUALIFIED");
    assertThat(role("STANDBY", "s.zone")).isNotEqualTo(role("LEADER", "s.zone"));
    assertThat(role("STANDBY", "s.system_identifier"))
        .isEqualTo(role("LEADER", "s.system_identifier"));
  }

  @Test
  @Order(1)
  void itsCustomerGetsAddressesThatNameBothServers() throws Exception {
    JsonNode addresses =
        herd.platform("GET", "/client/v11/databases/" + resource + "/addresses", "");
    assertThat(addresses.path("libpq").asText()).contains(String.join(",", hosts()));
    try (Connection connection =
            DriverManager.getConnection(
                addresses.path("jdbc").asText(),
                addresses.path("user").asText(),
                addresses.path("password").asText());
        Statement statement = connection.createStatement()) {
      statement.execute("select from ledger");
    }
  }

  @Test
  @Order(2)
  void aKilledPostmasterIsStartedAgainOrFailedOverAndNothingIsLost() throws Exception {
    survives("a killed postmaster", () -> herd.provider().faults().killPostgres(leader()));
  }

  @Test
  @Order(3)
  void aLostServerIsFailedOverAndNothingIsLost() throws Exception {
    String before = leader();
    execute("create unlogged table cache as select generate_series(1, 9) n");
    survives(
        "a lost server",
        () -> {
          herd.lookAtAll();
          herd.await("the writer's session is counted", PairLifeTest::sessionsCounted);
          herd.provider().faults().loseServer(before);
        });
    assertThat(leader()).isNotEqualTo(before);
    formed();
    herd.await(
        "the platform is told",
        () -> !reports().path(0).path("outages").path("config_var").isNull());
    JsonNode report = reports().path(0);
    JsonNode outages = report.path("outages");
    assertThat(outages.path("several_hosts").asDouble()).isPositive();
    assertThat(outages.path("config_var").asDouble())
        .isGreaterThan(outages.path("several_hosts").asDouble());
    assertThat(outages.path("pool").isNull()).isTrue();
    assertThat(report.path("could_not_follow").findValuesAsText("kind"))
        .containsExactly("sessions", "unlogged_tables");
    assertThat(report.path("could_not_follow").path(1).path("what").asText())
        .startsWith("1 unlogged table(s)");
    execute("drop table cache");
    assertThat(report.path("old_leader").asText()).isEqualTo(before);
    assertThat(report.path("story").asText()).contains("gone");
    assertThat(report.path("receipt").asText()).isIn("MUTE", "STOPPED");
    assertThat(report.path("new_timeline").asInt()).isGreaterThan(1);
    assertThat(report.path("outcome").asText()).isEqualTo("REJOINED");
    assertThat(report.path("lost_commits").isNumber()).isTrue();
    assertThat(report.path("outage_seconds").asDouble()).isPositive();
    assertThat(report.path("steps").size()).isGreaterThan(2);
    assertThat(report.path("looks").size()).isPositive();
  }

  private static JsonNode reports() throws Exception {
    return herd.operatorReads("/operators/resources/" + resource + "/failovers").path("items");
  }

  @Test
  @Order(4)
  void aSilentServerIsFailedOverComesBackAsTheStandbyAndNothingIsLost() throws Exception {
    String before = leader();
    survives("a silent server", () -> herd.provider().faults().freeze(before));
    assertThat(leader()).isNotEqualTo(before);
    herd.provider().faults().heal(before);
    formed();
    assertThat(role("STANDBY", "s.id")).isEqualTo(before);
  }

  @Test
  @Order(5)
  void aLostStandbyReleasesTheLeader() throws Exception {
    String standby = role("STANDBY", "s.id");
    survives("a lost standby", () -> herd.provider().faults().freeze(standby));
    herd.provider().faults().heal(standby);
  }

  @Test
  @Order(6)
  void aSwitchoverThatIsAskedForLosesNothing() throws Exception {
    formed();
    String before = leader();
    survives(
        "a switchover",
        () -> {
          herd.operator("/operators/resources/" + resource + "/switchover");
          // The old leader is written to until it is stopped, however long that takes.
          herd.await("it leads", () -> !leader().equals(before));
        });
    formed();
    assertThat(reports().path(0).path("receipt_why").asText()).contains("in order");
    assertThat(reports().path(0).path("lost_commits").asInt()).isZero();
    assertThat(reports().path(0).path("asked_by").asText()).isEqualTo("ann");
    assertThat(reports().path(0).path("asked_why").asText()).isEqualTo("a rehearsal");
  }

  @Test
  @Order(7)
  void aMarketplaceThatIsAwayIsInNobodysWayAndIsToldLater() throws Exception {
    formed();
    String before = leader();
    herd.stopMarketplace();
    survives("a lost server", () -> herd.provider().faults().loseServer(before));
    formed();
    assertThat(leader()).isNotEqualTo(before);
    JsonNode report = reports().path(0);
    assertThat(report.path("old_leader").asText()).isEqualTo(before);
    assertThat(report.path("outcome").asText()).isEqualTo("REJOINED");
    assertThat(report.path("outages").path("several_hosts").asDouble()).isPositive();
    assertThat(report.path("outages").path("config_var").isNull()).isTrue();
    herd.startMarketplace();
    herd.awaitLooking(
        "the platform is told",
        () -> !reports().path(0).path("outages").path("config_var").isNull());
    assertThat(herd.platform("GET", "/apps/shop/config-vars", "").toString())
        .contains(":" + role("LEADER", "s.port") + "/");
  }

  private interface Trouble {
    void happen() throws Exception;
  }

  private void survives(String what, Trouble trouble) throws Exception {
    formed();
    int transitions = transitions();
    Writer writer = new Writer(url, hosts());
    try {
      herd.await("it is written", () -> writer.count() > 10);
      trouble.happen();
      herd.await(what + " is noticed", () -> transitions() > transitions);
      int before = writer.count();
      herd.await("writes go on after " + what, () -> writer.count() > before + 40);
    } finally {
      writer.stop();
    }
    System.out.printf("%s: longest write outage %d ms%n", what, writer.longestOutage().toMillis());
    nothingIsLost(writer.acknowledged());
    execute("truncate ledger");
  }

  private static void execute(String sql) throws Exception {
    try (Connection connection = connect(leader());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static boolean sessionsCounted() throws Exception {
    return Integer.parseInt(
            herd.books(
                "select coalesce((select facts ->> 'connections' from control.observation"
                    + " where subject_id = '%s' and facts ->> 'connections' is not null"
                        .formatted(resource)
                    + " order by at desc limit 1), '0')"))
        > 0;
  }

  private static void nothingIsLost(Set<Integer> acknowledged) throws Exception {
    TreeSet<Integer> there = new TreeSet<>();
    try (Connection connection = connect(leader());
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select n from ledger")) {
      while (rows.next()) {
        there.add(rows.getInt(1));
      }
    }
    TreeSet<Integer> lost = new TreeSet<>(acknowledged);
    lost.removeAll(there);
    assertThat(lost).isEmpty();
  }

  private static void formed() throws Exception {
    herd.await(
        "the pair is formed",
        () ->
            herd.books("select state from control.subject where kind = 'pair'").equals("GUARDED")
                && role("STANDBY", "p.standing").equals("QUALIFIED"));
  }

  private static int transitions() throws Exception {
    return Integer.parseInt(
        herd.books(
            "select count(*) from control.transition t join control.subject s on s.id = t.subject_id"
                + " where s.kind = 'pair'"));
  }

  private static Connection connect(String server) throws Exception {
    String port = herd.books("select port from production_tier.server where id = '" + server + "'");
    return LivingTier.connect(
        new URI(
            url.getScheme(),
            url.getUserInfo(),
            url.getHost(),
            Integer.parseInt(port),
            url.getPath(),
            null,
            null));
  }

  private static List<String> hosts() throws Exception {
    return List.of(
        "127.0.0.1:" + role("LEADER", "s.port"), "127.0.0.1:" + role("STANDBY", "s.port"));
  }

  private static String leader() throws Exception {
    return role("LEADER", "s.id");
  }

  private static String role(String role, String column) throws Exception {
    return herd.books(
        ("select coalesce((select %s::text from production_tier.placement p"
                + " join production_tier.server s on s.id = p.server_id"
                + " where p.resource_id = '%s' and p.role = '%s'), '')")
            .formatted(column, resource, role));
  }
}
