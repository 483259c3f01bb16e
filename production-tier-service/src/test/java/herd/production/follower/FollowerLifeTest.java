package herd.production.follower;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import herd.fleet.provider.Machine;
import herd.production.Main;
import herd.tier.LivingTier;
import java.net.URI;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Two followers of one premium database, on real machines. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FollowerLifeTest {

  private static final String DATA = "/client/v11/databases/";

  private static LivingTier herd;
  private static URI leader;
  private static String leaderName;
  private static URI first;
  private static String firstName;
  private static URI second;

  @BeforeAll
  static void start() throws Exception {
    herd =
        new LivingTier(
            Main.DEFINITION, "HERD_PRODUCTION_PORT", Map.of("HERD_PRODUCTION_SPARES", "3"));
    leader = herd.provision("premium-0");
    leaderName = herd.books("select name from production_tier.resource");
    run(leader, "create table t (n int primary key)");
    run(leader, "insert into t values (1)");
    first = herd.provision("standard-0", Map.of("follow", leaderName));
    firstName = name(first);
    second = herd.provision("standard-0", Map.of("follow", leader.toString()));
  }

  @AfterAll
  static void stop() throws Exception {
    herd.stop();
  }

  @Test
  @Order(1)
  void aFollowerShowsWhatItsLeaderWritesAndTakesNoWrites() throws Exception {
    assertThat(first.getPort()).isNotEqualTo(leader.getPort());
    assertThat(first.getUserInfo()).isEqualTo(leader.getUserInfo());
    herd.await("it has the row", () -> count(first) == 1);
    run(leader, "insert into t values (2)");
    herd.await("it has the next one", () -> count(first) == 2);
    assertThatThrownBy(() -> run(first, "insert into t values (3)"))
        .hasMessageContaining("read-only");
    JsonNode info = herd.platform("GET", DATA + firstName, "");
    assertThat(info.path("following").asText()).isEqualTo(leader.toString());
    assertThat(info.path("leader").asText()).isEqualTo(leaderName);
    assertThat(herd.platform("GET", DATA + leaderName, "").toString()).contains(first.toString());
  }

  @Test
  @Order(2)
  void whatCannotBeFollowedIsRefused() throws Exception {
    assertThatThrownBy(() -> herd.provision("standard-0", Map.of("follow", firstName)))
        .hasMessageContaining("follows another one itself");
    assertThatThrownBy(() ->
            herd.provision(
                "standard-0",
                Map.of("follow", leader.toString().replaceFirst(":[^:@]+@", ":wrong@"))))
        .hasMessageContaining("no such database");
  }

  @Test
  @Order(3)
  void oneWhoseReplayIsPausedGoesOn() throws Exception {
    Machine on = herd.provider().describe(server(firstName)).orElseThrow();
    herd.onServer(on, "select pg_wal_replay_pause()");
    herd.await(
        "it goes on",
        () ->
            herd.onServer(on, "select pg_is_wal_replay_paused()").equals("f")
                && herd.books(
                        "select state from control.subject where kind = 'follower' and name = '%s-follower'"
                            .formatted(firstName))
                    .equals("FOLLOWING"));
    assertThat(
            herd.books(
                "select why from control.transition t join control.subject s on s.id = t.subject_id"
                    + " where s.name = '%s-follower' and to_state = 'BROKEN'".formatted(firstName)))
        .isEqualTo("its replay is paused");
  }

  @Test
  @Order(4)
  void itsLeadersFailoverPointsItAtTheNewOne() throws Exception {
    herd.await(
        "the leader's standby keeps WAL for both",
        () ->
            herd.books("select count(*) from production_tier.follower where held_at is not null")
                .equals("2"));
    String before = server(leaderName);
    herd.provider().faults().loseServer(before);
    herd.await("its standby leads", () -> !server(leaderName).equals(before));
    URI now = at(leader, server(leaderName));
    herd.await("it takes writes", () -> runs(now, "insert into t values (10)"));
    herd.await("the followers have it", () -> count(first) == 3 && count(second) == 3);
    herd.provider().faults().heal(before);
    assertThat(couldNotFollow()).isEmpty();
    herd.change(
        "insert into control.act (subject_id, at, act, why, took_micros, ok, detail, worker)"
            + " select s.id, f.moved_at + interval '1 ms', 'COPY', '', 0, true, '', ''"
            + " from production_tier.failover f, control.subject s where s.kind = 'follower'"
            + " and s.name = '%s-follower'".formatted(firstName));
    assertThat(couldNotFollow()).startsWith(firstName).contains("copied anew");
  }

  /** Of followers, as the report of the failover has it once the books say so. */
  private static String couldNotFollow() throws Exception {
    String id =
        herd.books("select id from production_tier.resource where name = '" + leaderName + "'");
    herd.await(
        "both follow by the books",
        () ->
            herd.books(
                    "select count(*) from control.subject where kind = 'follower'"
                        + " and state = 'FOLLOWING'")
                .equals("2"));
    StringBuilder said = new StringBuilder();
    herd.operatorReads("/operators/resources/" + id + "/failovers")
        .path("items")
        .path(0)
        .path("could_not_follow")
        .forEach(each -> {
          if (each.path("kind").asText().equals("follower")) {
            said.append(each.path("what").asText());
          }
        });
    return said.toString();
  }

  @Test
  @Order(5)
  void oneThatSomebodyPromotedCannotFollowAndIsCopiedAnew() throws Exception {
    String broken = " where kind = 'follower' and state = 'BROKEN'";
    herd.onServer(herd.provider().describe(server(firstName)).orElseThrow(), "select pg_promote()");
    run(first, "insert into t values (66)");
    // As if it had its copy for long: what was made just now is given its time.
    herd.change("update production_tier.follower set copied_at = copied_at - interval '1 hour'");
    herd.await(
        "it has tried for long",
        () -> {
          herd.change(
              "update control.subject set since = since - interval '4 minutes'"
                  + broken
                  + " and since > now() - interval '4 minutes'");
          return stuck("what = 'attempt ended'");
        });
    herd.await("it is mended", () -> stuck("i.resolved_at is not null") && count(first) == 3);
  }

  private static boolean stuck(String how) throws SQLException {
    return !herd.books(
            "select count(*) from control.incident i join control.incident_event e"
                + " on e.incident_id = i.id where type = 'follower_stuck' and "
                + how)
        .equals("0");
  }

  @Test
  @Order(6)
  void anUnfollowedOneIsADatabaseOfItsOwn() throws Exception {
    herd.platform("PUT", DATA + firstName + "/unfollow", "");
    herd.await("it takes writes", () -> runs(first, "insert into t values (100)"));
    assertThat(count(at(leader, server(leaderName)))).isEqualTo(3);
    herd.await(
        "nothing is kept for it",
        () ->
            herd.books("select count(*) from production_tier.follower where ended_at is not null")
                .equals("1"));
    assertThatThrownBy(() -> herd.platform("PUT", DATA + firstName + "/unfollow", ""))
        .hasMessageContaining("422");
  }

  @Test
  @Order(7)
  void aFollowerWhoseLeaderIsRemovedKeepsItsData() throws Exception {
    herd.platform("DELETE", "/apps/shop/addons/" + leaderName, "{\"force\":false}");
    herd.await("it takes writes", () -> runs(second, "insert into t values (1000)"));
    assertThat(count(second)).isEqualTo(4);
  }

  private static String name(URI url) throws SQLException {
    return herd.books(
        "select r.name from production_tier.resource r join production_tier.server s"
            + " on s.id = r.server_id where s.port = "
            + url.getPort());
  }

  private static String server(String name) throws SQLException {
    return herd.books("select server_id from production_tier.resource where name = '" + name + "'");
  }

  private static URI at(URI url, String server) throws Exception {
    String port = herd.books("select port from production_tier.server where id = '" + server + "'");
    return new URI(
        url.getScheme(),
        url.getUserInfo(),
        url.getHost(),
        Integer.parseInt(port),
        url.getPath(),
        null,
        null);
  }

  private static void run(URI url, String sql) throws SQLException {
    try (Connection connection = LivingTier.connect(url);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static boolean runs(URI url, String sql) {
    try {
      run(url, sql);
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  private static int count(URI url) throws SQLException {
    try (Connection connection = LivingTier.connect(url);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select count(*) from t")) {
      rows.next();
      return rows.getInt(1);
    }
  }
}
