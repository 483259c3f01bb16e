package herd.production.api;

import static org.assertj.core.api.Assertions.assertThat;

import herd.tier.LivingTier;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One database through several plans, while its customer writes. */
class PlanChangeTest {

  private static final Set<Integer> ACKNOWLEDGED = new ConcurrentSkipListSet<>();

  private static Shop shop;
  private static LivingTier herd;
  private static String id;

  @BeforeAll
  static void start() throws Exception {
    shop = Shop.open(Map.of());
    herd = shop.herd();
    id = shop.buy("standard-0");
  }

  @AfterAll
  static void stop() throws Exception {
    herd.stop();
  }

  @Test
  void aDatabaseMovesToTheServersItsPlanAsksForAndLosesNothing() throws Exception {
    sql("create table ledger (n int primary key)");
    Thread writer = Thread.ofVirtual().start(PlanChangeTest::write);
    String first = leader();

    changed("standard-2", "single");
    assertThat(leader()).isNotEqualTo(first);
    assertThat(sizes()).isEqualTo("LEADER 8192");
    assertThat(sql("show shared_buffers")).isEqualTo("2GB");
    assertThat(sql("select rolconnlimit from pg_roles where rolname = current_user"))
        .isEqualTo("400");
    herd.await(
        "the first server is gone",
        () ->
            herd.books(
                    "select destroyed_at is not null from production_tier.server where id = '"
                        + first
                        + "'")
                .equals("t"));

    changed("premium-0", "guarded");
    assertThat(sizes()).isEqualTo("LEADER 4096, STANDBY 4096");
    String guarded = leader();

    changed("standard-0", "single");
    assertThat(sizes()).isEqualTo("LEADER 4096");
    assertThat(leader()).as("nothing moves without need").isEqualTo(guarded);

    writer.interrupt();
    writer.join();
    Set<Integer> kept = new TreeSet<>();
    try (Connection connection = LivingTier.connect(shop.urlOf(id));
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select n from ledger")) {
      while (rows.next()) {
        kept.add(rows.getInt(1));
      }
    }
    assertThat(kept).containsAll(ACKNOWLEDGED).hasSizeGreaterThan(50);
  }

  /** The customer asks, and the pair is as the plan has it. */
  private static void changed(String plan, String state) throws Exception {
    herd.platform(
        "PATCH",
        "/apps/shop/addons/" + name(),
        "{\"plan\":{\"name\":\"heroku-postgresql:" + plan + "\"}}");
    herd.await(
        plan + " holds",
        () ->
            (herd.books("select plan_applied from production_tier.resource where id = '" + id + "'")
                    + " "
                    + herd.books(
                        "select state from control.subject where kind = 'pair' and part_of = '"
                            + id
                            + "'"))
                .equalsIgnoreCase(plan + " " + state));
    herd.await("its URL is known", () -> sql("select 1").equals("1"));
  }

  private static String name() throws Exception {
    return herd.books("select name from production_tier.resource where id = '" + id + "'");
  }

  private static String leader() throws Exception {
    return herd.books("select server_id from production_tier.resource where id = '" + id + "'");
  }

  private static String sizes() throws Exception {
    return herd.books(
        "select string_agg(p.role || ' ' || s.memory_mb, ', ' order by p.role)"
            + " from production_tier.placement p join production_tier.server s on s.id = p.server_id"
            + " where p.resource_id = '"
            + id
            + "'");
  }

  private static String sql(String text) throws Exception {
    try (Connection connection = LivingTier.connect(shop.urlOf(id));
        Statement statement = connection.createStatement()) {
      if (!statement.execute(text)) {
        return "";
      }
      try (ResultSet row = statement.getResultSet()) {
        row.next();
        return row.getString(1);
      }
    }
  }

  /** Reads its URL anew whenever it must connect, as an app does that is restarted. */
  private static void write() {
    int next = 0;
    while (!Thread.currentThread().isInterrupted()) {
      try (Connection connection = LivingTier.connect(shop.urlOf(id));
          PreparedStatement insert = connection.prepareStatement("insert into ledger values (?)")) {
        while (true) {
          insert.setInt(1, ++next);
          insert.executeUpdate();
          if (insert.getWarnings() == null) {
            ACKNOWLEDGED.add(next);
          }
          TimeUnit.MILLISECONDS.sleep(50);
        }
      } catch (InterruptedException e) {
        return;
      } catch (SQLException e) {
        next++;
      } catch (Exception e) {
        return;
      }
    }
  }
}
