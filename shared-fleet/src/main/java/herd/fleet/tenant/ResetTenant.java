package herd.fleet.tenant;

import herd.fleet.Vantage;
import herd.fleet.act.Fenced;
import herd.fleet.act.Script;
import herd.fleet.server.ClusterSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Replaces a tenant's database by an empty one. */
public final class ResetTenant {
  private static final Script SCRIPT = Script.named("reset-tenant", "tenant", "new-database");

  private final Fenced fenced;

  public ResetTenant(Fenced fenced) {
    this.fenced = fenced;
  }

  /**
   * @param extensions to create in it, by names that {@link
   *     herd.fleet.server.ClusterSpec#EXTENSIONS} has
   */
  public void run(Vantage vantage, Tenant tenant, List<String> extensions, Duration limit) {
    for (String extension : extensions) {
      if (!ClusterSpec.EXTENSIONS.contains(extension)) {
        throw new IllegalArgumentException("not an extension customers may have: " + extension);
      }
    }
    fenced.run(
        vantage,
        tenant.host(),
        tenant.claims(),
        SCRIPT,
        tenant.arguments(Map.of("RESET_EXTENSIONS", String.join(" ", extensions))),
        new byte[0],
        limit);
  }
}
