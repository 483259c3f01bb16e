package herd.fleet.tenant;

import herd.fleet.Vantage;
import herd.fleet.act.Answer;
import herd.fleet.act.Fenced;
import herd.fleet.act.Script;
import java.time.Duration;
import java.util.Map;

/**
 * Vacuums a tenant's tables as their owner, and measures. Full gives room back to the disk, and
 * locks each table meanwhile. Skipped while no row has come, changed or gone since the last time.
 */
public final class VacuumTenant {
  private static final Script SCRIPT = Script.named("vacuum-tenant", "tenant");

  private final Fenced fenced;

  public VacuumTenant(Fenced fenced) {
    this.fenced = fenced;
  }

  /**
   * @param bytes the database's size afterwards
   * @param skipped there was nothing to do
   */
  public record Vacuumed(long bytes, boolean skipped) {}

  public Vacuumed run(Vantage vantage, Tenant tenant, boolean full, Duration limit) {
    Answer answer =
        fenced.run(
            vantage,
            tenant.host(),
            tenant.claims(),
            SCRIPT,
            tenant.arguments(Map.of("OPTIONS", full ? "full, analyze" : "analyze")),
            new byte[0],
            limit);
    return new Vacuumed(
        Long.parseLong(answer.need("size_bytes")), answer.need("skipped").equals("yes"));
  }
}
