package herd.tier.server;

import herd.fleet.act.Claim;
import herd.fleet.provider.Machine;
import herd.fleet.server.Cluster;
import herd.fleet.server.ClusterSpec;
import herd.fleet.server.CreateCluster;
import herd.tier.Reach;
import herd.tier.generated.tables.records.ServerRecord;
import java.time.Duration;
import java.util.Optional;

/** How a tier makes the cluster of a new server, which nobody uses yet. It can be done twice. */
@FunctionalInterface
public interface ClusterMaker {

  Duration LIMIT = Duration.ofMinutes(2);

  /**
   * @param server the lease, for the script to check
   */
  Cluster make(ServerRecord row, Machine machine, Claim server);

  static ClusterSpec spec(ServerRecord row, Machine machine) {
    return ClusterSpec.of(machine, row.getCapacityConnections() + ServerSize.RESERVE)
        .withMajor(Optional.ofNullable(row.getPostgresMajor()));
  }

  /** One that nothing streams from, with settings for its machine's size. */
  static ClusterMaker plain(Reach reach, Servers servers) {
    return (row, machine, server) ->
        new CreateCluster(reach.fenced())
            .run(
                reach.vantage(),
                Servers.host(row, reach.identity()),
                server,
                spec(row, machine),
                servers.monitorVerifier(row),
                LIMIT);
  }
}
