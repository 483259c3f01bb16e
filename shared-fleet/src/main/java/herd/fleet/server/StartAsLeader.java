package herd.fleet.server;

import herd.fleet.Vantage;
import herd.fleet.act.Claim;
import herd.fleet.act.Fenced;
import herd.fleet.act.Host;
import herd.fleet.act.Script;
import java.time.Duration;
import java.util.List;

/**
 * Starts Postgres as a leader, also when it was stopped for good. Only for a server that the books
 * call the leader while nobody else was promoted: it voids every receipt there is against it
 * (SAFETY 9). Its synchronous names are as they were.
 */
public final class StartAsLeader {
  private static final Script SCRIPT = Script.named("start-as-leader", "postgres");

  private final Fenced fenced;

  public StartAsLeader(Fenced fenced) {
    this.fenced = fenced;
  }

  /**
   * @return the postmaster's state afterwards: {@code ready}, or {@code starting} while it recovers
   */
  public String run(
      Vantage vantage, Host host, List<Claim> claims, String systemIdentifier, Duration limit) {
    return fenced
        .run(
            vantage,
            host,
            claims,
            SCRIPT,
            PostmasterPatience.within(limit, systemIdentifier),
            new byte[0],
            limit)
        .need("state");
  }
}
