package herd.fleet.server;

import herd.fleet.Vantage;
import herd.fleet.act.Claim;
import herd.fleet.act.Fenced;
import herd.fleet.act.Host;
import herd.fleet.act.Script;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Removes the empty cluster of a spare server, to make room for a standby's. Nothing to remove is
 * no error.
 */
public final class RemoveCluster {
  private static final Script SCRIPT = Script.named("remove-cluster", "postgres");

  private final Fenced fenced;

  public RemoveCluster(Fenced fenced) {
    this.fenced = fenced;
  }

  /**
   * @param systemIdentifier of the spare cluster
   * @param upstream of the cluster that is to be copied: an unfinished copy of it is removed, too
   * @param anew whether a finished copy is removed, too, to be copied anew
   */
  public void run(
      Vantage vantage,
      Host host,
      List<Claim> claims,
      String systemIdentifier,
      String upstream,
      boolean anew,
      Duration limit) {
    Map<String, String> arguments =
        new HashMap<>(PostmasterPatience.within(limit, systemIdentifier));
    arguments.put("UPSTREAM_SYSTEM", upstream);
    arguments.put("ANEW", anew ? "yes" : "no");
    fenced.run(vantage, host, claims, SCRIPT, arguments, new byte[0], limit);
  }
}
