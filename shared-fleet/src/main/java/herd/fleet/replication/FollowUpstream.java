package herd.fleet.replication;

import herd.fleet.Vantage;
import herd.fleet.act.Claim;
import herd.fleet.act.Fenced;
import herd.fleet.act.Host;
import herd.fleet.act.Script;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Points a standby, running or stopped, at an upstream; its receiver goes over without a restart.
 * Undoes {@link MuteReceiver}.
 */
public final class FollowUpstream {
  private static final Script SCRIPT = Script.named("follow-upstream", "files");

  private final Fenced fenced;

  public FollowUpstream(Fenced fenced) {
    this.fenced = fenced;
  }

  public void run(
      Vantage vantage,
      Host host,
      List<Claim> claims,
      String systemIdentifier,
      Upstream upstream,
      Duration limit) {
    fenced.run(
        vantage,
        host,
        claims,
        SCRIPT,
        upstream.arguments(Map.of("SYSTEM", systemIdentifier)),
        upstream.stdin(),
        limit);
  }
}
