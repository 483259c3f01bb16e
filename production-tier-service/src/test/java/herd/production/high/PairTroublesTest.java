package herd.production.high;

import static org.assertj.core.api.Assertions.assertThat;

import herd.fleet.provider.Machine;
import herd.production.Main;
import herd.tier.LivingTier;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The incidents of a premium database, rehearsed: each is brought about on its real servers. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PairTroublesTest {

  private static LivingTier herd;
  private static URI url;

  @BeforeAll
  static void start() throws Exception {
    herd =
        new LivingTier(
            Main.DEFINITION, "HERD_PRODUCTION_PORT", Map.of("HERD_PRODUCTION_SPARES", "2"));
    url = herd.provision("premium-0");
    herd.await(
        "the pair is formed",
        () -> herd.books("select state from control.subject where kind = 'pair'").equals("GUARDED"));
  }

  @AfterAll
  static void stop() throws Exception {
    herd.stop();
  }

  @Test
  @Order(1)
  void aStandbyWhoseReplayWasPausedIsMadeToReplay() throws Exception {
    herd.onServer(machine("STANDBY"), "select pg_wal_replay_pause()");
    run("create table much as select repeat(md5(n::text), 30) from generate_series(1, 40000) n");
    herd.await("it is mended", () -> resolved("replay_lag"));
    assertThat(trail("replay_lag")).contains("replay was paused, and goes on");
    run("drop table much");
  }

  /** The last: what comes after takes the minutes in which a human may keep what it wrote. */
  @Test
  @Order(9)
  void aStandbyThatSomebodyPromotedIsStoppedForGoodAndAHumanIsCalled() throws Exception {
    Machine second = machine("STANDBY");
    herd.onServer(second, "select pg_promote(false)");
    herd.await("it is stopped for good", () -> stoppedForGood(second));
    herd.await(
        "a human is called",
        () ->
            herd.books(
                    "select count(*) from control.notice n join control.incident i on i.id = incident_id"
                        + " where n.kind = 'page' and type = 'two_leaders'")
                .equals("1"));
    herd.await("the leader's commits wait for nobody", () -> writes());
    assertThat(machine("LEADER")).isNotEqualTo(second);
  }

  private static boolean stoppedForGood(Machine machine) {
    Path data = Path.of(machine.root(), "data");
    return data.resolve("standby.signal").toFile().exists()
        && !data.resolve("postmaster.pid").toFile().exists();
  }

  private static boolean resolved(String type) throws SQLException {
    return herd.books(
            "select count(*) filter (where resolved_at is not null) from control.incident"
                + " where type = '"
                + type
                + "'")
        .equals("1");
  }

  private static String trail(String type) throws SQLException {
    return herd.books(
        "select coalesce(string_agg(what || ': ' || detail, '; ' order by e.id), '')"
            + " from control.incident_event e join control.incident i on i.id = e.incident_id"
            + " where type = '"
            + type
            + "'");
  }

  private static boolean writes() {
    try {
      run("create table if not exists t (n int)");
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  private static void run(String sql) throws SQLException {
    try (Connection connection = LivingTier.connect(url);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static Machine machine(String role) throws Exception {
    return herd.provider()
        .describe(
            herd.books(
                "select s.provider_id from production_tier.placement p join production_tier.server s"
                    + " on s.id = p.server_id where p.role = '%s'".formatted(role)))
        .orElseThrow();
  }
}
