package herd.fleet.replication;

import herd.fleet.Vantage;
import herd.fleet.act.Claim;
import herd.fleet.act.Detached;
import herd.fleet.act.Host;
import herd.fleet.act.Script;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Gives all databases of a cluster that was just upgraded statistics again, rough ones first. A
 * detached step that nobody waits for.
 */
public final class AnalyzeAll {
  private static final String NAME = "analyze";
  private static final Script STEP = Script.named("analyze");

  private final Detached detached;

  public AnalyzeAll(Detached detached) {
    this.detached = detached;
  }

  public void start(Vantage vantage, Host host, List<Claim> claims, Duration limit) {
    detached.startOrAdopt(vantage, host, claims, NAME, STEP, Map.of(), new byte[0], limit);
  }
}
