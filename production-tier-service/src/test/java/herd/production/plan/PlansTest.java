package herd.production.plan;

import static org.assertj.core.api.Assertions.assertThat;

import herd.production.Main;
import herd.tier.plan.Plans;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlansTest {

  private final Plans plans = Plans.beside(Main.class);

  @Test
  void theFileHasThePlansOfTheTier() {
    assertThat(plans.names())
        .containsExactly(
            "standard-0",
            "standard-2",
            "standard-3",
            "premium-0",
            "premium-2",
            "premium-3",
            "premium-async-0",
            "premium-strict-0");
    assertThat(plan("premium-async-0").high())
        .contains(new High(false, 16 << 20, Receipt.STOPPED, false));
    assertThat(plan("standard-0").high()).isEmpty();
    assertThat(plan("premium-2").high()).contains(new High(true, 16 << 20, Receipt.MUTE, false));
    assertThat(plan("premium-strict-0").high())
        .contains(new High(true, 16 << 20, Receipt.MUTE, true));
    assertThat(plan("premium-2").rollbackDays()).isEqualTo(7);
  }

  @Test
  void settingsFollowFromTheMachine() {
    assertThat(Settings.of(plan("standard-0")))
        .containsEntry("max_connections", "170")
        .containsEntry("shared_buffers", "1024MB")
        .containsEntry("effective_cache_size", "3072MB")
        .containsEntry("maintenance_work_mem", "256MB")
        .containsEntry("work_mem", "9MB")
        .containsEntry("max_wal_size", "4096MB")
        .containsEntry("max_slot_wal_keep_size", "6553MB");
    assertThat(Settings.of(plan("standard-3")))
        .containsEntry("shared_buffers", "3840MB")
        .containsEntry("max_connections", "550")
        .containsEntry("max_wal_size", "16384MB");
  }

  @Test
  void silenceBetweenServersIsToldInSeconds() {
    for (String name : List.of("standard-0", "premium-0", "premium-3")) {
      assertThat(Settings.of(plan(name)))
          .containsEntry("wal_sender_timeout", "4s")
          .containsEntry("wal_receiver_timeout", "4s");
    }
  }

  private ProductionPlan plan(String name) {
    return ProductionPlan.of(plans, name);
  }
}
