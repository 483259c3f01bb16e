package herd.production.copy;

import herd.controlplane.ring.Token;
import herd.fleet.act.Claim;
import herd.fleet.act.Detached;
import herd.fleet.act.DetachedRun;
import herd.fleet.act.Host;
import herd.fleet.provider.Machine;
import herd.fleet.replication.PrepareStandby;
import herd.fleet.replication.Upstream;
import herd.fleet.server.Cluster;
import herd.fleet.server.ClusterSpec;
import herd.fleet.server.RemoveCluster;
import herd.tier.Reach;
import herd.tier.generated.tables.records.ServerRecord;
import herd.tier.server.Servers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Makes a server's cluster a copy of a leader's, in place of whatever was there. A long step on the
 * server; whoever comes after a lost worker adopts it.
 */
public record CopyOfLeader(Reach reach, Servers servers) {

  private static final Duration SHORT = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(200);

  /**
   * @param upstream the leader; its slot is there
   * @param maxConnections of the copy's plan; a copy never has fewer than its leader
   * @param anew whether a copy that was finished once is made again: a follower's, never a
   *     standby's, which may be all that is left of its leader
   * @return empty when the step was lost and begins again
   */
  public Optional<Cluster> make(
      ServerRecord leader,
      ServerRecord copy,
      Upstream upstream,
      int maxConnections,
      boolean anew,
      Token token)
      throws InterruptedException {
    Host host = Servers.host(copy, reach.identity());
    List<Claim> claims =
        List.of(Claim.exclusive(copy.getId().toString(), token.generation(), token.number()));
    PrepareStandby step = new PrepareStandby(new Detached(reach.ssh()));
    DetachedRun.State before = step.poll(reach.vantage(), host, SHORT).state();
    // A copy that runs, or that a worker who died did not fetch, is adopted with its data.
    if (before == DetachedRun.State.NONE || before == DetachedRun.State.LOST) {
      new RemoveCluster(reach.fenced())
          .run(
              reach.vantage(),
              host,
              claims,
              copy.getSystemIdentifier(),
              leader.getSystemIdentifier(),
              anew,
              SHORT);
    }
    Machine machine =
        reach
            .provider()
            .describe(copy.getProviderId())
            .orElseThrow(() -> new IllegalStateException("the copy's machine is gone"));
    DetachedRun run =
        step.startOrAdopt(
            reach.vantage(),
            host,
            claims,
            ClusterSpec.of(machine, maxConnections)
                .withMajor(Optional.ofNullable(leader.getPostgresMajor())),
            leader.getSystemIdentifier(),
            upstream,
            SHORT);
    while (run.state() == DetachedRun.State.RUNNING) {
      TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
      run = step.poll(reach.vantage(), host, SHORT);
    }
    Optional<Cluster> made;
    try {
      made = PrepareStandby.outcome(run);
    } finally {
      step.end(reach.vantage(), host, claims, SHORT);
    }
    made.ifPresent(cluster -> servers.becameCopy(copy.getId(), leader, cluster));
    return made;
  }
}
