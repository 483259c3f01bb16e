package herd.production.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import herd.fleet.local.Binaries;
import herd.tier.LivingTier;
import java.net.URI;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Databases of an older Postgres become databases of a newer one, or stay as they are. */
class UpgradeTest {

  private static final List<Integer> VERSIONS = Binaries.find(System.getenv()).versions();

  private static Shop shop;
  private static LivingTier herd;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(
        VERSIONS.size() > 1,
        "there is one version of PostgreSQL here: launcher/older-postgres installs another");
    shop =
        Shop.open(
            Map.of(
                "HERD_POSTGRES_VERSIONS",
                VERSIONS.stream().map(String::valueOf).collect(Collectors.joining(","))));
    herd = shop.herd();
  }

  @AfterAll
  static void stop() throws Exception {
    if (herd != null) {
      herd.stop();
    }
  }

  @Test
  void aStandardDatabaseIsUpgradedAndLosesNothing() throws Exception {
    String id = older("standard-0");
    String first = leader(id);
    sql(id, "create table big as select n, md5(n::text) t from generate_series(1, 10000) n");
    sql(id, "create extension hstore");
    shop.call(
        "POST", "/postgres/v0/databases/" + id + "/credentials/default/credentials_rotation", "{}");
    herd.await("its login is another", () -> ownersKept(id));
    Ledger ledger = Ledger.of(shop, id);

    assertThat(shop.call("POST", path(id) + "prepare", "{}").path("message").asText())
        .contains("PostgreSQL " + newest());
    assertThat(shop.get(path(id) + "wait_status").path("message").asText())
        .startsWith("scheduled for");
    assertThat(shop.get("/data/maintenances/v1/" + id).path("method").asText())
        .isEqualTo("upgrade");
    shop.call("POST", path(id) + "cancel", "{}");
    assertThat(herd.data("POST", path(id) + "cancel", "{}").statusCode()).isEqualTo(422);
    shop.call("POST", path(id) + "prepare", "{}");
    scheduledFor(id, "-1 hour");
    herd.awaitLooking(
        "its copy is made",
        () -> shop.get("/data/maintenances/v1/" + id).path("status").asText().equals("running"));
    scheduledFor(id, "1 day");
    herd.await("its copy waits for the window", () -> guardedForLong(id));
    assertThat(shop.get(path(id) + "wait_status").path("message").asText())
        .startsWith("the copy is ready for the maintenance window at");
    assertThat(leader(id)).isEqualTo(first);
    scheduledFor(id, "-1 hour");
    upgraded(id);

    herd.await("its URL is known", () -> answersAs(id, newest()));
    herd.await("what was written is there, too", () -> ledger.acknowledged().size() > 50);
    assertThat(ledger.kept()).containsAll(ledger.acknowledged());
    assertThat(leader(id)).isNotEqualTo(first);
    herd.await("what is made belongs to its owner", () -> ownersKept(id));
    assertThat(sql(id, "select count(*) from big")).isEqualTo("10000");
    assertThat(sql(id, "select ('a=>1'::hstore) -> 'a'")).isEqualTo("1");
    herd.await(
        "it has statistics",
        () -> sql(id, "select count(*) > 0 from pg_stats where tablename = 'big'").equals("t"));
    herd.await(
        "the first server is gone",
        () ->
            herd.books(
                    "select destroyed_at is not null from production_tier.server where id = '"
                        + first
                        + "'")
                .equals("t"));
    assertThat(shop.get("/data/maintenances/v1/" + id).path("status").asText())
        .isEqualTo("completed");
    assertThat(
            herd.books(
                "select coalesce(string_agg(distinct type, ' '), '') from control.incident i join"
                    + " control.subject s on s.id = i.subject_id where s.kind = 'pair' and"
                    + " s.part_of = '"
                    + id
                    + "'"))
        .as("what was planned is no incident")
        .isEmpty();
    JsonNode refused = refused(id, "run", "{}");
    assertThat(refused.path("message").asText()).contains("the newest version");
    herd.await("nothing is wrong", () -> openIncidents().isEmpty());
  }

  @Test
  void aPremiumDatabaseIsUpgradedAndGuardedAgainThoughItsWorkersAreReplaced() throws Exception {
    String id = older("premium-0");
    sql(id, "create table t as select 1 n");
    shop.call("POST", path(id) + "run", "{'version':'" + newest() + "'}");
    herd.await("it is being upgraded", () -> pair(id).equals("UPGRADING"));
    herd.stopFeelers();
    herd.startFeelers();
    upgraded(id);
    herd.await("its URL is known", () -> answersAs(id, newest()));
    herd.await("it has a standby again", () -> pair(id).equals("GUARDED"));
    assertThat(
            herd.books(
                "select string_agg(s.postgres_major::text, ' ') from production_tier.placement p"
                    + " join production_tier.server s on s.id = p.server_id where p.resource_id = '"
                    + id
                    + "'"))
        .isEqualTo(newest() + " " + newest());
    assertThat(
            herd.books(
                "select count(*) from control.incident where type = 'leader_unavailable'"
                    + " and subject_id = '"
                    + id
                    + "'"))
        .as("nobody is told that it cannot be reached while it is upgraded")
        .isEqualTo("0");
    assertThat(sql(id, "select n from t")).isEqualTo("1");
  }

  /** Since version 14 array_append takes other types: pg_upgrade refuses what uses the old ones. */
  @Test
  void anUpgradeThatFailsLeavesTheDatabaseAsItWas() throws Exception {
    assumeTrue(VERSIONS.getLast() < 14 && newest() >= 14, "the versions here have no such trap");
    String id = older("premium-0");
    sql(
        id,
        "create aggregate collected(anyelement) (sfunc = array_append, stype = anyarray, initcond ="
            + " '{}')");
    String leader = leader(id);
    shop.call("POST", path(id) + "run", "{}");
    herd.await(
        "it is given up", () -> shop.get(path(id) + "wait_status").path("error?").asBoolean(false));
    assertThat(shop.get(path(id) + "wait_status").path("message").asText())
        .contains("your database is as it was", "public.collected(anyelement)");
    assertThat(leader(id)).isEqualTo(leader);
    herd.await("it has a standby again", () -> pair(id).equals("GUARDED"));
    assertThat(version(id)).isEqualTo(VERSIONS.getLast());
    sql(id, "create table t as select 1 n");
    herd.await("nothing is wrong", () -> openIncidents().isEmpty());
  }

  @Test
  void aCopyThatIsLostWhileItIsUpgradedIsGivenUp() throws Exception {
    String id = older("standard-0");
    sql(id, "create table t as select 1 n");
    String leader = leader(id);
    shop.call("POST", path(id) + "run", "{}");
    herd.await("it is being upgraded", () -> pair(id).equals("UPGRADING"));
    String copy =
        herd.books(
            "select s.provider_id from production_tier.placement p join production_tier.server s"
                + " on s.id = p.server_id where p.role = 'STANDBY' and p.resource_id = '"
                + id
                + "'");
    herd.provider().stop(copy);
    herd.await(
        "it is given up", () -> shop.get(path(id) + "wait_status").path("error?").asBoolean(false));
    assertThat(leader(id)).isEqualTo(leader);
    assertThat(sql(id, "select n from t")).isEqualTo("1");
    sql(id, "insert into t values (2)");
  }

  @Test
  void whatCannotBeIsRefusedWithAdvice() throws Exception {
    String id = older("standard-0");
    assertThat(refused(id, "run", "{'version':'99'}").path("message").asText())
        .contains("it can be upgraded to");
    assertThat(refused(id, "dry_run", "{}").path("message").asText())
        .startsWith("This command is not available for Standard 0 databases.")
        .contains("is done on a copy");
    URI follower = herd.provision("standard-0", Map.of("follow", shop.urlOf(id).toString()));
    assertThat(follower).isNotNull();
    assertThat(refused(id, "prepare", "{}").path("message").asText())
        .contains("heroku pg:unfollow");
    assertThat(shop.get(path(id) + "wait_status").path("waiting?").asBoolean(true)).isFalse();
  }

  private static void scheduledFor(String id, String fromNow) throws SQLException {
    herd.change(
        "update production_tier.maintenance set scheduled_for = clock_timestamp() + interval '%s'"
                .formatted(fromNow)
            + " where completed_at is null and resource_id = '"
            + id
            + "'");
  }

  /** For longer than a pair waits before it changes a leader that does not fit. */
  private static boolean guardedForLong(String id) throws SQLException {
    return herd.books(
            "select count(*) from control.subject where kind = 'pair' and state = 'GUARDED'"
                + " and since < clock_timestamp() - interval '7 s' and part_of = '"
                + id
                + "'")
        .equals("1");
  }

  private static String path(String id) {
    return "/client/v11/databases/" + id + "/upgrade/";
  }

  private static int newest() {
    return VERSIONS.stream().mapToInt(Integer::intValue).max().orElseThrow();
  }

  private static String older(String plan) throws Exception {
    String id = shop.buy(plan, Map.of("version", VERSIONS.getLast().toString()));
    assertThat(version(id)).isEqualTo(VERSIONS.getLast());
    return id;
  }

  private static JsonNode refused(String id, String step, String body) throws Exception {
    var answer = herd.data("POST", path(id) + step, body);
    assertThat(answer.statusCode()).isEqualTo(422);
    return Shop.JSON.readTree(answer.body());
  }

  private static void upgraded(String id) throws Exception {
    herd.await(
        "it is upgraded",
        () -> {
          JsonNode status = shop.get(path(id) + "wait_status");
          if (status.path("error?").asBoolean(false)) {
            throw new AssertionError(status.path("message").asText());
          }
          return !status.path("waiting?").asBoolean(true);
        });
  }

  private static int version(String id) throws Exception {
    return Integer.parseInt(sql(id, "show server_version_num")) / 10_000;
  }

  /** The app may not have the new address yet. */
  private static boolean answersAs(String id, int version) throws Exception {
    try {
      return version(id) == version;
    } catch (SQLException e) {
      return false;
    }
  }

  private static String leader(String id) throws Exception {
    return herd.books("select server_id from production_tier.resource where id = '" + id + "'");
  }

  private static String pair(String id) throws Exception {
    return herd.books(
        "select coalesce((select state from control.subject where kind = 'pair' and part_of = '"
            + id
            + "'), '')");
  }

  private static String openIncidents() throws Exception {
    return herd.books(
        "select coalesce(string_agg(type, ' '), '') from control.incident where resolved_at is"
            + " null");
  }

  private static boolean ownersKept(String id) throws Exception {
    return sql(id, "select count(*) from pg_event_trigger where evtname = 'herd_one_owner'")
        .equals("1");
  }

  private static String sql(String id, String text) throws Exception {
    return shop.sql(id, text);
  }
}
