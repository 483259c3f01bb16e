package herd.tier.server;

import herd.controlplane.ring.Act;
import herd.controlplane.ring.Claim;
import herd.controlplane.ring.Leases;
import herd.controlplane.ring.Token;
import herd.fleet.act.Host;
import herd.fleet.postgres.Look;
import herd.fleet.provider.Machine;
import herd.fleet.provider.MachineRequest;
import herd.fleet.provider.MachineState;
import herd.fleet.replication.ReadProcessFacts;
import herd.fleet.server.Cluster;
import herd.fleet.server.RestartPostgres;
import herd.fleet.server.StartPostgres;
import herd.fleet.tenant.TenantSql;
import herd.tier.Reach;
import herd.tier.generated.tables.records.ServerRecord;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Makes the acts of a server's life. Each can be run twice, and each holds the server alone. */
final class ServerActs {

  private static final Duration LOOK_LIMIT = Duration.ofSeconds(4);
  private static final Duration START_LIMIT = Duration.ofSeconds(45);
  private static final Duration RESTART_LIMIT = Duration.ofSeconds(75);

  private final Reach reach;
  private final Servers servers;
  private final ClusterMaker clusters;

  ServerActs(Reach reach, Servers servers, ClusterMaker clusters) {
    this.reach = reach;
    this.servers = servers;
    this.clusters = clusters;
  }

  Act createMachine(ServerRecord row) {
    return alone(
        row.getId(),
        _ -> {
          Machine machine =
              reach
                  .provider()
                  .create(
                      new MachineRequest(
                          row.getId(),
                          row.getId().toString(),
                          row.getZone(),
                          row.getMemoryMb(),
                          row.getDiskBytes()));
          if (machine.state() != MachineState.RUNNING) {
            return "the machine is " + machine.state();
          }
          servers.machineMade(row.getId(), machine);
          return "machine " + machine.providerId();
        });
  }

  Act createCluster(ServerRecord row) {
    return alone(
        row.getId(),
        token -> {
          Machine machine = machine(row);
          Cluster cluster = clusters.make(row, machine, claim(row.getId(), token));
          servers.clusterMade(row.getId(), cluster);
          return "cluster " + cluster.systemIdentifier();
        });
  }

  Act startPostgres(ServerRecord row) {
    return alone(
        row.getId(),
        token ->
            "Postgres is "
                + new StartPostgres(reach.fenced())
                    .run(
                        reach.vantage(),
                        Servers.host(row, reach.identity()),
                        claim(row.getId(), token),
                        row.getSystemIdentifier(),
                        START_LIMIT));
  }

  Act restartPostgres(ServerRecord row) {
    return alone(
        row.getId(),
        token -> {
          Host host = duringItsBoot(row);
          if (!Leases.stands(reach.plane().dsl(), row.getId(), token)) {
            return "too late";
          }
          String state = restart(row, host, token);
          servers.restarted(row.getId(), row.getRestartAsked());
          return "Postgres is " + state;
        });
  }

  /**
   * Ends whatever of the cluster still runs, backends of a killed postmaster too, and starts it.
   */
  Act reviveRestart(ServerRecord row) {
    return alone(
        row.getId(),
        token -> {
          Host host = duringItsBoot(row);
          Optional<String> whyNot =
              Leases.stands(reach.plane().dsl(), row.getId(), token)
                  ? servers.whyNotRestart(row.getId())
                  : Optional.of("too late");
          if (whyNot.isPresent()) {
            return whyNot.get();
          }
          return postgresAnswers(row)
              ? "Postgres answers, so it was not restarted"
              : "Postgres is " + restart(row, host, token);
        });
  }

  /** Read before the books are asked: what its provider stops after that is not started by us. */
  private Host duringItsBoot(ServerRecord row) {
    Host host = Servers.host(row, reach.identity());
    return host.during(
        new ReadProcessFacts(reach.unfenced()).run(reach.vantage(), host, LOOK_LIMIT).bootId());
  }

  private String restart(ServerRecord row, Host host, Token token) {
    return new RestartPostgres(reach.fenced())
        .run(
            reach.vantage(),
            host,
            claim(row.getId(), token),
            row.getSystemIdentifier(),
            RESTART_LIMIT);
  }

  Act startMachine(ServerRecord row) {
    return alone(
        row.getId(),
        _ -> {
          reach.provider().start(row.getProviderId());
          return "the machine was started";
        });
  }

  /** Not while Postgres serves its customers: a dead SSH daemon is no reason to cut them off. */
  Act rebootMachine(ServerRecord row) {
    return alone(
        row.getId(),
        _ -> {
          Optional<String> whyNot = servers.whyNotRestart(row.getId());
          if (whyNot.isPresent()) {
            return whyNot.get();
          }
          // The provider is not asked through this vantage's way out, which may be cut.
          if (!reach.sees()) {
            return "nothing is seen from here, so the machine was not rebooted";
          }
          if (postgresAnswers(row)) {
            return "Postgres answers, so the machine was not rebooted";
          }
          if (!reach.sees()) {
            return "nothing is seen from here any more, so the machine was not rebooted";
          }
          reach.provider().reboot(row.getProviderId());
          return "the machine was rebooted";
        });
  }

  private boolean postgresAnswers(ServerRecord row) {
    Look look = Look.of(servers.monitor(row), TenantSql.MONITOR_DATABASE, List.of(), LOOK_LIMIT);
    return reach.sessions().once(reach.vantage(), look.urgently()).ok();
  }

  /**
   * For a machine that does not become a server. Only while nobody's database is on it or waits for
   * it, and once an hour: what is no fault of the machine would take the next one as well, and the
   * next, and nobody would be called.
   */
  Act giveUp(ServerRecord row) {
    return alone(
        row.getId(),
        _ ->
            row.getProviderId() == null
                ? "there is no machine to give up"
                : servers.stuckLately(row.getId())
                    ? "another one was stuck within the hour: it is not this machine's fault"
                    : servers.giveUp(row.getId())
                        ? "it is given up; the pool makes another if one is needed"
                        : "somebody's database waits for it");
  }

  Act destroyMachine(ServerRecord row) {
    return alone(
        row.getId(),
        _ -> {
          reach.provider().destroy(row.getProviderId());
          servers.machineDestroyed(row.getId());
          reach.sessions().drop(row.getId());
          return "the machine is gone";
        });
  }

  private Machine machine(ServerRecord row) {
    return reach
        .provider()
        .describe(row.getProviderId())
        .orElseThrow(() ->
            new IllegalStateException(
                "the provider no longer knows the machine " + row.getProviderId()));
  }

  private static Act alone(UUID server, Act.Leased act) {
    return Act.under(List.of(Claim.alone(server)), act);
  }

  static herd.fleet.act.Claim claim(UUID server, Token token) {
    return herd.fleet.act.Claim.exclusive(server.toString(), token.generation(), token.number());
  }
}
