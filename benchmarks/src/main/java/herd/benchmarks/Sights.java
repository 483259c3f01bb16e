package herd.benchmarks;

import herd.controlplane.ring.Look;
import herd.fleet.postgres.Sighting;
import java.util.Optional;

/** What was seen of a Postgres, as the loop takes it. */
public final class Sights {

  private Sights() {}

  /** Without facts, and recorded. */
  public static Look look(Sighting seen) {
    return new Look(
        seen.outcome().word(),
        seen.ok(),
        seen.outcome().speaksForDown(),
        seen.fresh(),
        seen.took(),
        Optional.empty(),
        true);
  }
}
