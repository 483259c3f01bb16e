package herd.fleet.server;

import herd.fleet.Vantage;
import herd.fleet.act.Claim;
import herd.fleet.act.Fenced;
import herd.fleet.act.Host;
import herd.fleet.act.Script;
import java.time.Duration;
import java.util.List;

/**
 * Starts Postgres if it does not run, after the remains of a dead one are gone. Nothing else ever
 * starts it (SAFETY 10).
 */
public final class StartPostgres {
  private static final Script SCRIPT = Script.named("start-postgres", "postgres");

  private final Fenced fenced;

  public StartPostgres(Fenced fenced) {
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
