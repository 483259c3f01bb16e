package herd.fleet.replication;

import herd.fleet.Vantage;
import herd.fleet.act.Claim;
import herd.fleet.act.Detached;
import herd.fleet.act.DetachedRun;
import herd.fleet.act.Host;
import herd.fleet.act.Script;
import herd.fleet.server.Cluster;
import herd.fleet.server.ClusterSpec;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes a server's cluster by a base backup of its upstream, over TLS. It is a detached step, for
 * it may take long; when it has ended well there is a standby that was never started. Its slot must
 * be there, and its server must have no cluster.
 */
public final class PrepareStandby {
  private static final String NAME = "standby";
  private static final Script STEP = Script.named("prepare-standby", "conf", "files");

  private final Detached detached;

  public PrepareStandby(Detached detached) {
    this.detached = detached;
  }

  /**
   * @param spec of the standby's own server; settings that must not be lower than the leader's are
   *     not
   * @param systemIdentifier the upstream's
   */
  public DetachedRun startOrAdopt(
      Vantage vantage,
      Host host,
      List<Claim> claims,
      ClusterSpec spec,
      String systemIdentifier,
      Upstream upstream,
      Duration limit) {
    Map<String, String> arguments = new HashMap<>(upstream.arguments(spec.arguments()));
    arguments.put("SYSTEM", systemIdentifier);
    return detached.startOrAdopt(
        vantage, host, claims, NAME, STEP, arguments, upstream.stdin(), limit);
  }

  public DetachedRun poll(Vantage vantage, Host host, Duration limit) {
    return detached.poll(vantage, host, NAME, limit);
  }

  /** After it has ended or was lost, or to give it up. A standby that was made stays. */
  public void end(Vantage vantage, Host host, List<Claim> claims, Duration limit) {
    detached.end(vantage, host, claims, NAME, limit);
  }

  /**
   * @return empty until it has ended
   * @throws herd.fleet.act.ActFailed when it failed
   */
  public static Optional<Cluster> outcome(DetachedRun run) {
    return Ended.of(NAME, run).map(Cluster::from);
  }
}
