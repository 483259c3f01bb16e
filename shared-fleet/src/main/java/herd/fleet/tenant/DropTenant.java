package herd.fleet.tenant;

import herd.fleet.Vantage;
import herd.fleet.act.Fenced;
import herd.fleet.act.Script;
import java.time.Duration;
import java.util.Map;

/**
 * Removes a tenant's sessions, database and roles; nothing is left, and nothing to remove is no
 * error.
 */
public final class DropTenant {
  private static final Script SCRIPT = Script.named("drop-tenant", "tenant");

  private final Fenced fenced;

  public DropTenant(Fenced fenced) {
    this.fenced = fenced;
  }

  public void run(Vantage vantage, Tenant tenant, Duration limit) {
    fenced.run(
        vantage,
        tenant.host(),
        tenant.claims(),
        SCRIPT,
        tenant.arguments(Map.of()),
        new byte[0],
        limit);
  }
}
