package herd.fleet.pooler;

import herd.fleet.Vantage;
import herd.fleet.act.Fenced;
import herd.fleet.act.Script;
import herd.fleet.tenant.Tenant;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Makes sure that a PgBouncer pools one tenant's connections on its leader's server, and that its
 * logins can be looked up. Safe to run twice. Refused ({@code PRECONDITION}) by a server whose
 * Postgres is no leader, and by one on which pgbouncer is not installed.
 */
public final class StartPooler {
  private static final Script SCRIPT = Script.named("start-pooler", "tenant", "files", "pooler");

  private final Fenced fenced;

  public StartPooler(Fenced fenced) {
    this.fenced = fenced;
  }

  /**
   * @param afresh one that runs is ended first, with its clients' sessions; else it goes on
   */
  public void run(Vantage vantage, Tenant tenant, PoolerSpec spec, boolean afresh, Duration limit) {
    Map<String, String> arguments = new HashMap<>(tenant.arguments(spec.arguments()));
    arguments.put("AFRESH", afresh ? "yes" : "no");
    fenced.run(vantage, tenant.host(), tenant.claims(), SCRIPT, arguments, new byte[0], limit);
  }
}
