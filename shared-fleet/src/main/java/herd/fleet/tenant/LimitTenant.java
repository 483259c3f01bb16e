package herd.fleet.tenant;

import herd.fleet.Vantage;
import herd.fleet.act.Fenced;
import herd.fleet.act.Script;
import java.time.Duration;
import java.util.Map;

/**
 * Takes a tenant that is over its size back to reading and deleting (SAFETY 21); its sessions are
 * cut.
 */
public final class LimitTenant {
  private static final Script SCRIPT = Script.named("limit-tenant", "tenant");

  private final Fenced fenced;

  public LimitTenant(Fenced fenced) {
    this.fenced = fenced;
  }

  /**
   * @param connections the limit of the plan, which holds again afterwards
   * @return the database's size afterwards, in bytes
   */
  public long run(Vantage vantage, Tenant tenant, int connections, Duration limit) {
    return Long.parseLong(
        fenced
            .run(
                vantage,
                tenant.host(),
                tenant.claims(),
                SCRIPT,
                tenant.arguments(Map.of("CONNECTIONS", Integer.toString(connections))),
                new byte[0],
                limit)
            .need("size_bytes"));
  }
}
