package herd.fleet.server;

import herd.fleet.Vantage;
import herd.fleet.act.Claim;
import herd.fleet.act.Fenced;
import herd.fleet.act.Host;
import herd.fleet.act.Script;
import java.time.Duration;
import java.util.List;

/**
 * Stops Postgres: fast, then immediate, then -9; returns only when no process of the cluster is
 * left (SAFETY 9).
 */
public final class StopPostgres {
  private static final Script SCRIPT = Script.named("stop-postgres", "postgres");

  private final Fenced fenced;

  public StopPostgres(Fenced fenced) {
    this.fenced = fenced;
  }

  /**
   * @param systemIdentifier the cluster this server must hold, else nothing is done
   * @return the postmaster's state afterwards: {@code ready}, {@code starting} while it recovers,
   *     {@code stopped}
   */
  public String run(
      Vantage vantage, Host host, Claim server, String systemIdentifier, Duration limit) {
    return fenced
        .run(
            vantage,
            host,
            List.of(server),
            SCRIPT,
            PostmasterPatience.within(limit, systemIdentifier),
            new byte[0],
            limit)
        .need("state");
  }
}
