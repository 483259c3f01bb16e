package herd.simulator.market;

import herd.simulator.Timing;
import herd.simulator.state.AccessToken;
import herd.simulator.state.Addon;
import herd.simulator.state.Ledger;
import herd.simulator.state.World;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What only time brings about: overdue provisions, left-overs at the provider, old tokens. */
public final class Sweep implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(Sweep.class);

  private final Ledger ledger;
  private final Provisioning provisioning;
  private final Timing timing;
  private final InstantSource clock;

  public Sweep(Ledger ledger, Provisioning provisioning, Timing timing, InstantSource clock) {
    this.ledger = ledger;
    this.provisioning = provisioning;
    this.timing = timing;
    this.clock = clock;
  }

  /** Until interrupted. */
  @Override
  public void run() {
    while (true) {
      try {
        Thread.sleep(timing.sweep());
        once();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException e) {
        log.error("sweep failed, will be tried again", e);
      }
    }
  }

  private void once() throws InterruptedException {
    World world = ledger.now();
    Instant now = clock.instant();
    for (UUID id : List.copyOf(world.leftovers())) {
      provisioning.clear(id);
    }
    world.addons().values().stream()
        .filter(addon -> !addon.provisioned())
        .filter(addon -> addon.createdAt().plus(timing.provisioning()).isBefore(now))
        .map(Addon::id)
        .forEach(id -> {
          log.warn("not provisioned in time addon={}", id);
          provisioning.abandon(id);
        });
    if (world.accessTokens().values().stream().anyMatch(token -> old(token, now))) {
      ledger.edit(draft -> draft.accessTokens().values().removeIf(token -> old(token, now)));
    }
  }

  private static boolean old(AccessToken token, Instant now) {
    return token.expiresAt().isBefore(now);
  }
}
