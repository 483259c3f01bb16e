package herd.fleet.tenant;

import herd.fleet.act.Claim;
import herd.fleet.act.Host;
import java.util.List;
import java.util.Map;

/**
 * A tenant to act on.
 *
 * @param systemIdentifier of the cluster it must be on, else nothing is done (SAFETY 16)
 * @param claims the resource's, exclusive, and the server's, shared (SAFETY 3)
 */
public record Tenant(Host host, String systemIdentifier, TenantNames names, List<Claim> claims) {
  /** What its scripts expect. */
  public Map<String, String> arguments(Map<String, String> more) {
    Map<String, String> all = new java.util.HashMap<>(more);
    all.put("SYSTEM", systemIdentifier);
    all.put("DATABASE", names.database());
    all.put("LOGIN", names.login());
    return all;
  }
}
