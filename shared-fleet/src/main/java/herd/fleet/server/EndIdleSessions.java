package herd.fleet.server;

import herd.fleet.Vantage;
import herd.fleet.act.Claim;
import herd.fleet.act.Fenced;
import herd.fleet.act.Host;
import herd.fleet.act.Script;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Ends tenants' sessions that have been idle for long; tells how many. */
public final class EndIdleSessions {
  private static final Script SCRIPT = Script.named("end-idle-sessions");

  private final Fenced fenced;

  public EndIdleSessions(Fenced fenced) {
    this.fenced = fenced;
  }

  public int run(
      Vantage vantage,
      Host host,
      Claim server,
      String systemIdentifier,
      Duration idle,
      Duration limit) {
    return Integer.parseInt(
        fenced
            .run(
                vantage,
                host,
                List.of(server),
                SCRIPT,
                Map.of("SYSTEM", systemIdentifier, "IDLE_MINUTES", Long.toString(idle.toMinutes())),
                new byte[0],
                limit)
            .need("ended"));
  }
}
