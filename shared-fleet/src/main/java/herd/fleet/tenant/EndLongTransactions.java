package herd.fleet.tenant;

import herd.fleet.Vantage;
import herd.fleet.act.Fenced;
import herd.fleet.act.Script;
import java.time.Duration;
import java.util.Map;

/**
 * Ends a tenant's sessions whose transaction is older than it may be, at work or idle: a time-out
 * that is a setting can be lifted by the session it is meant for (SAFETY 18).
 */
public final class EndLongTransactions {
  private static final Script SCRIPT = Script.named("end-long-transactions", "tenant");

  private final Fenced fenced;

  public EndLongTransactions(Fenced fenced) {
    this.fenced = fenced;
  }

  /**
   * @param longest how old a transaction may be; whole seconds
   * @return how many sessions were ended
   */
  public int run(Vantage vantage, Tenant tenant, Duration longest, Duration limit) {
    return Integer.parseInt(
        fenced
            .run(
                vantage,
                tenant.host(),
                tenant.claims(),
                SCRIPT,
                tenant.arguments(Map.of("LONGEST_SECONDS", Long.toString(longest.toSeconds()))),
                new byte[0],
                limit)
            .need("ended"));
  }
}
