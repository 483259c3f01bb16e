package herd.production;

import static org.assertj.core.api.Assertions.assertThat;

import herd.tier.LivingTier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * How long a standard database takes when a spare is up, from the customer's request to the
 * marketplace until that says provisioned, one after the other. Runs only when it is named: mvn -pl
 * production-tier-service -am test -Dtest=ProvisionTimes -Dsurefire.failIfNoSpecifiedTests=false
 */
class ProvisionTimes {

  private static final int RUNS = 10;

  @Test
  void ofAStandardDatabaseWithAWarmSpare() throws Exception {
    LivingTier herd = new LivingTier(Main.DEFINITION, "HERD_PRODUCTION_PORT", Map.of());
    List<Long> millis = new ArrayList<>();
    try {
      for (int run = 0; run < RUNS; run++) {
        herd.await(
            "a spare is up",
            () ->
                herd.books(
                        "select count(*) from production_tier.server v join control.subject s"
                            + " on s.id = v.id where v.open and s.state = 'AVAILABLE'")
                    .equals("1"));
        long before = System.nanoTime();
        herd.provision("standard-0");
        millis.add(Duration.ofNanos(System.nanoTime() - before).toMillis());
        String addon = herd.platform("GET", "/apps/shop/addons", "").path(0).path("name").asText();
        herd.platform("DELETE", "/apps/shop/addons/" + addon, "{\"force\":false}");
      }
    } finally {
      herd.stop();
    }
    Collections.sort(millis);
    System.out.printf(
        "standard-0 with a warm spare, %d runs: p50 %d ms, worst %d ms, all %s%n",
        RUNS, millis.get(RUNS / 2), millis.getLast(), millis);
    assertThat(millis).hasSize(RUNS);
  }
}
