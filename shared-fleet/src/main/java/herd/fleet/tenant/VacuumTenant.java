package herd.fleet.tenant;

import herd.fleet.Vantage;
import herd.fleet.act.Fenced;
import herd.fleet.act.Script;
import java.time.Duration;
import java.util.Map;

/**
 * Vacuums a tenant's tables as their owner, and measures. Full gives room back to the disk, and
 * locks each table meanwhile.
 */
public final class VacuumTenant {
  private static final Script SCRIPT = Script.named("vacuum-tenant", "tenant");

  private final Fenced fenced;

  public VacuumTenant(Fenced fenced) {
    this.fenced = fenced;
  }

  /**
   * @return the database's size afterwards, in bytes
   */
  public long run(Vantage vantage, Tenant tenant, boolean full, Duration limit) {
    return Long.parseLong(
        fenced
            .run(
                vantage,
                tenant.host(),
                tenant.claims(),
                SCRIPT,
                tenant.arguments(Map.of("OPTIONS", full ? "full, analyze" : "analyze")),
                new byte[0],
                limit)
            .need("size_bytes"));
  }
}
