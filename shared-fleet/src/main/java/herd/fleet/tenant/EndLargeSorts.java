package herd.fleet.tenant;

import herd.fleet.Vantage;
import herd.fleet.act.Claim;
import herd.fleet.act.Fenced;
import herd.fleet.act.Host;
import herd.fleet.act.Script;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Ends tenants' sessions whose temporary files are large, before they fill the disk: Postgres
 * limits those of a process, and not of a role.
 */
public final class EndLargeSorts {
  private static final Script SCRIPT = Script.named("end-large-sorts", "sessions");

  private final Fenced fenced;

  public EndLargeSorts(Fenced fenced) {
    this.fenced = fenced;
  }

  /**
   * @param leastBytes of all its temporary files together
   * @return whose sessions were ended, as LOGIN:PID; "none" for none
   */
  public String run(
      Vantage vantage,
      Host host,
      Claim server,
      String systemIdentifier,
      long leastBytes,
      Duration limit) {
    return fenced
        .run(
            vantage,
            host,
            List.of(server),
            SCRIPT,
            Map.of("SYSTEM", systemIdentifier, "LEAST_KB", Long.toString(leastBytes / 1024)),
            new byte[0],
            limit)
        .need("ended");
  }
}
