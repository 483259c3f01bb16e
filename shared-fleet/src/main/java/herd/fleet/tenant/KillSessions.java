package herd.fleet.tenant;

import herd.fleet.Vantage;
import herd.fleet.act.Fenced;
import herd.fleet.act.Script;
import java.time.Duration;
import java.util.Map;

/** Ends all sessions of a tenant. */
public final class KillSessions {
  private static final Script SCRIPT = Script.named("kill-sessions", "tenant");

  private final Fenced fenced;

  public KillSessions(Fenced fenced) {
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
