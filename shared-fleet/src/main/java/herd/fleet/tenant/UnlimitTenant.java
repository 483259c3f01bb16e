package herd.fleet.tenant;

import herd.fleet.Vantage;
import herd.fleet.act.Fenced;
import herd.fleet.act.Script;
import java.time.Duration;
import java.util.Map;

/** Gives a limited tenant its rights back; its sessions are cut. */
public final class UnlimitTenant {
  private static final Script SCRIPT = Script.named("unlimit-tenant", "tenant");

  private final Fenced fenced;

  public UnlimitTenant(Fenced fenced) {
    this.fenced = fenced;
  }

  /**
   * @param connections the limit of the plan, which holds again afterwards
   */
  public void run(Vantage vantage, Tenant tenant, int connections, Duration limit) {
    fenced.run(
        vantage,
        tenant.host(),
        tenant.claims(),
        SCRIPT,
        tenant.arguments(Map.of("CONNECTIONS", Integer.toString(connections))),
        new byte[0],
        limit);
  }
}
