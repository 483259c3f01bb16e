package herd.production.server;

import herd.fleet.act.Claim;
import herd.fleet.act.Host;
import herd.fleet.provider.Machine;
import herd.fleet.replication.AppliedSettings;
import herd.fleet.replication.ApplySettings;
import herd.fleet.server.Cluster;
import herd.fleet.server.CreateCluster;
import herd.production.plan.ProductionPlan;
import herd.production.setting.ServerSettings;
import herd.production.setting.WantedSettings;
import herd.tier.Reach;
import herd.tier.generated.tables.records.ServerRecord;
import herd.tier.plan.Plans;
import herd.tier.server.ClusterMaker;
import herd.tier.server.ServerSize;
import herd.tier.server.Servers;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Clusters of this tier: standbys may copy them, and they have the settings of the plan their
 * machine was made for before they are started for the first time, so that a provision restarts
 * nothing.
 */
public record Clusters(Reach reach, Servers servers, Plans plans) implements ClusterMaker {

  @Override
  public Cluster make(ServerRecord row, Machine machine, Claim server) {
    Host host = Servers.host(row, reach.identity());
    Cluster made =
        new CreateCluster(reach.fenced())
            .run(
                reach.vantage(),
                host,
                server,
                ClusterMaker.spec(row, machine),
                servers.monitorVerifier(row),
                Optional.of(servers.replicationVerifier(row)),
                LIMIT);
    // A plan that is sold no more leaves its machines with what their size alone says.
    ProductionPlan.ofSize(plans, ServerSize.of(row))
        .ifPresent(plan -> {
          WantedSettings settings = WantedSettings.of(ServerSize.of(row), plan.cpus(), Map.of());
          AppliedSettings applied =
              new ApplySettings(reach.fenced())
                  .run(
                      reach.vantage(),
                      host,
                      List.of(server),
                      made.systemIdentifier(),
                      settings.all(),
                      LIMIT);
          ServerSettings.given(reach.plane().dsl(), row.getId(), settings, applied);
        });
    return made;
  }
}
