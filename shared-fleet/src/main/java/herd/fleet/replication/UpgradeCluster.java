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
 * Makes a standby's cluster one of a newer major version by {@code pg_upgrade --link}, after its
 * leader was {@linkplain StopForGood stopped in order}, and does not start it. The leader's own
 * cluster stays as it was: until this one is started as a leader, starting that one is the way
 * back. A detached step.
 *
 * <p>It cannot be run again after it has failed: the cluster is of no use then.
 */
public final class UpgradeCluster {
  private static final String NAME = "upgrade";
  private static final Script STEP = Script.named("upgrade-cluster", "postgres", "conf", "files");
  private static final Duration STOP = Duration.ofSeconds(20);

  private final Detached detached;

  public UpgradeCluster(Detached detached) {
    this.detached = detached;
  }

  /**
   * @param cluster with another system identifier than before
   * @param at where it ends, and where its first timeline begins
   */
  public record Upgraded(Cluster cluster, StoppedAt at) {}

  /**
   * @param spec of the server, with the new major version
   * @param systemIdentifier the cluster's until now
   * @param until where the leader was stopped: a cluster that lacks anything before is refused
   */
  public DetachedRun startOrAdopt(
      Vantage vantage,
      Host host,
      List<Claim> claims,
      ClusterSpec spec,
      String systemIdentifier,
      StoppedAt until,
      Duration limit) {
    Map<String, String> arguments = new HashMap<>(spec.arguments());
    arguments.put("SYSTEM", systemIdentifier);
    arguments.put("UNTIL", until.lsn());
    arguments.put("SQL_TEMPLATE", Script.resource("template.sql"));
    arguments.put("REPLICATION", "yes");
    arguments.put("STOP_SECONDS", Long.toString(STOP.toSeconds()));
    return detached.startOrAdopt(vantage, host, claims, NAME, STEP, arguments, new byte[0], limit);
  }

  public DetachedRun poll(Vantage vantage, Host host, Duration limit) {
    return detached.poll(vantage, host, NAME, limit);
  }

  /** After it has ended or was lost, or to give it up. */
  public void end(Vantage vantage, Host host, List<Claim> claims, Duration limit) {
    detached.end(vantage, host, claims, NAME, limit);
  }

  /**
   * @return empty until it has ended
   * @throws herd.fleet.act.ActFailed when it failed
   */
  public static Optional<Upgraded> outcome(DetachedRun run) {
    return Ended.of(NAME, run)
        .map(answer -> new Upgraded(Cluster.from(answer), StoppedAt.from(answer)));
  }
}
