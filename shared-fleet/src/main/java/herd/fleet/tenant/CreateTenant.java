package herd.fleet.tenant;

import herd.fleet.Vantage;
import herd.fleet.act.Fenced;
import herd.fleet.act.Script;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Makes a tenant's roles and database, or finishes making them. */
public final class CreateTenant {
  private static final Script SCRIPT = Script.named("create-tenant", "tenant", "new-database");

  private final Fenced fenced;

  public CreateTenant(Fenced fenced) {
    this.fenced = fenced;
  }

  /**
   * @param verifier the password's SCRAM verifier, never the password; empty leaves it as it is
   *     whether and how one logs in as this role
   */
  public void run(
      Vantage vantage, Tenant tenant, TenantLimits limits, String verifier, Duration limit) {
    fenced.run(
        vantage,
        tenant.host(),
        tenant.claims(),
        SCRIPT,
        tenant.arguments(limits.arguments()),
        (verifier + "\n").getBytes(StandardCharsets.US_ASCII),
        limit);
  }
}
