package herd.production.api;

import static org.assertj.core.api.Assertions.assertThat;

import herd.tier.LivingTier;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One database through several plans, while its customer writes. */
class PlanChangeTest {

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
    Ledger ledger = Ledger.of(shop, id);
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

    assertThat(ledger.kept()).containsAll(ledger.acknowledged()).hasSizeGreaterThan(50);
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
    return shop.sql(id, text);
  }
}
