package herd.starter;

import static org.assertj.core.api.Assertions.assertThat;

import herd.fleet.provider.Machine;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** SAFETY 22: databases and roles of Herd's naming that are in no book. */
class StrangersTest {

  private static Herd herd;
  private static Machine machine;

  @BeforeAll
  static void start() throws Exception {
    herd = new Herd(Map.of("HERD_ORPHAN_GRACE", "2s"));
    herd.provision("essential-0");
    machine = herd.provider().list().getFirst();
  }

  @AfterAll
  static void stop() throws Exception {
    herd.stop();
  }

  @Test
  void aStrangerOfOurNamingIsRemovedAfterItsGrace() throws Exception {
    String hex = "0123456789abcdef0123456789abcdef";
    herd.onServer(machine, "create role d" + hex);
    herd.onServer(machine, "create role u" + hex + " login");
    herd.onServer(machine, "create database d" + hex);
    herd.awaitLooking("it is found", StrangersTest::found);
    herd.awaitLooking("it is removed", StrangersTest::resolved);
    assertThat(
            herd.onServer(
                machine, "select count(*) from pg_database where datname = 'd" + hex + "'"))
        .isEqualTo("0");
    assertThat(
            herd.onServer(machine, "select count(*) from pg_roles where rolname ~ '" + hex + "'"))
        .isEqualTo("0");
    assertThat(
            herd.books(
                "select string_agg(detail, ',' order by id) from control.incident_event"
                    + " where what = 'attempt ended'"))
        .contains("its removal waits for 2 seconds", "removed: " + hex);
  }

  @Test
  void aStrangerThatCameWhileAnotherWaitedHasAGraceOfItsOwn() throws Exception {
    String first = "1" + "0123456789abcdef".repeat(2).substring(1);
    String second = "2" + first.substring(1);
    herd.onServer(machine, "create role d" + first);
    herd.awaitLooking("the first is found", StrangersTest::found);
    herd.onServer(machine, "create role d" + second);
    herd.awaitLooking("the first is removed", () -> removed(first));
    herd.awaitLooking(
        "the second has had its grace",
        () ->
            herd.books(
                    "select clock_timestamp() - min(at) > interval '2 s' from control.observation"
                        + " where facts -> 'strangers' @> '[\"d%s\"]'".formatted(second))
                .equals("t"));
    herd.awaitLooking(
        "the second is removed",
        () -> {
          if (!removed(second)) {
            herd.patienceIsOver();
          }
          return removed(second);
        });
    for (String hex : List.of(first, second)) {
      assertThat(
              herd.books(
                  """
                  select min(e.at) - (select min(at) from control.observation
                                       where facts -> 'strangers' @> '["d%1$s"]') >= interval '2 s'
                  from control.incident_event e where what = 'attempt ended' and detail like '%%%1$s%%'
                  """
                      .formatted(hex)))
          .as(hex)
          .isEqualTo("t");
    }
    herd.awaitLooking("no stranger is left", StrangersTest::resolved);
  }

  private static boolean removed(String hex) throws SQLException {
    return !herd.books(
            "select count(*) from control.incident_event where what = 'attempt ended' and detail like '%"
                + hex
                + "%'")
        .equals("0");
  }

  private static boolean found() throws SQLException {
    return !open("").equals("0");
  }

  private static boolean resolved() throws SQLException {
    return open("").equals("0") && !open(" or resolved_at is not null").equals("0");
  }

  private static String open(String more) throws SQLException {
    return herd.books(
        "select count(*) from control.incident where type = 'orphan_found' and (resolved_at is null"
            + more
            + ")");
  }
}
