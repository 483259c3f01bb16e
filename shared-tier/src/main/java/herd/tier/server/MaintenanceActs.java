package herd.tier.server;

import herd.controlplane.ring.Act;
import herd.controlplane.ring.Claim;
import herd.fleet.postgres.Look;
import herd.fleet.postgres.Rows;
import herd.fleet.provider.Machine;
import herd.fleet.replication.DropSlot;
import herd.fleet.replication.ReplicationSql;
import herd.fleet.replication.SlotSeen;
import herd.fleet.server.Cluster;
import herd.fleet.server.ClusterSpec;
import herd.fleet.server.EndIdleSessions;
import herd.fleet.server.RemoveOldLogs;
import herd.fleet.server.RenewCertificate;
import herd.fleet.server.SetMonitor;
import herd.fleet.tenant.DropTenant;
import herd.fleet.tenant.EndLargeSorts;
import herd.fleet.tenant.EndLockHolders;
import herd.fleet.tenant.LockTable;
import herd.fleet.tenant.Tenant;
import herd.fleet.tenant.TenantNames;
import herd.fleet.tenant.TenantSql;
import herd.tier.Reach;
import herd.tier.generated.tables.records.ServerRecord;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;

/** Attempts against incidents of a server that still runs. Each holds the server alone. */
public final class MaintenanceActs {

  private static final Duration SHORT = Duration.ofSeconds(30);
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final Duration LOOK = Duration.ofSeconds(4);

  /** A quarter of what a session on a shared server may have. */
  private static final long LARGE_SORT = 256L << 20;

  private static final Duration LONG_IDLE = Duration.ofMinutes(10);

  private final Reach reach;
  private final Servers servers;

  public MaintenanceActs(Reach reach, Servers servers) {
    this.reach = reach;
    this.servers = servers;
  }

  public Act removeOldLogs(ServerRecord row) {
    return alone(
        row,
        token ->
            "%d KiB of logs removed"
                .formatted(
                    new RemoveOldLogs(reach.fenced())
                        .run(
                            reach.vantage(),
                            Servers.host(row, reach.identity()),
                            ServerActs.claim(row.getId(), token),
                            SHORT)));
  }

  public Act endIdle(ServerRecord row) {
    return alone(
        row,
        token ->
            "%d idle sessions ended"
                .formatted(
                    new EndIdleSessions(reach.fenced())
                        .run(
                            reach.vantage(),
                            Servers.host(row, reach.identity()),
                            ServerActs.claim(row.getId(), token),
                            row.getSystemIdentifier(),
                            LONG_IDLE,
                            SHORT)));
  }

  /**
   * As the last look saw them: nobody gets a login to count them again. Beside the tenants' own
   * acts, which may wait for the very locks.
   */
  Act endLockHogs(ServerRecord row) {
    return together(
        row,
        claim -> {
          List<LockTable.Holder> hogs = servers.lastLockHogs(row.getId());
          long held = hogs.stream().mapToLong(LockTable.Holder::held).sum();
          return hogs.isEmpty()
              ? "no session was seen to hold too many"
              : "held %d locks, and ended: %s"
                  .formatted(
                      held,
                      new EndLockHolders(reach.fenced())
                          .these(
                              reach.vantage(),
                              Servers.host(row, reach.identity()),
                              claim,
                              row.getSystemIdentifier(),
                              hogs.stream().map(LockTable.Holder::pid).toList(),
                              SHORT));
        });
  }

  Act endLargeSorts(ServerRecord row) {
    return together(
        row,
        claim ->
            "ended: "
                + new EndLargeSorts(reach.fenced())
                    .run(
                        reach.vantage(),
                        Servers.host(row, reach.identity()),
                        claim,
                        row.getSystemIdentifier(),
                        LARGE_SORT,
                        SHORT));
  }

  Act endAllSessions(ServerRecord row) {
    return together(
        row,
        claim ->
            "ended: "
                + new EndLockHolders(reach.fenced())
                    .all(
                        reach.vantage(),
                        Servers.host(row, reach.identity()),
                        claim,
                        row.getSystemIdentifier(),
                        SHORT));
  }

  Act setMonitor(ServerRecord row) {
    return alone(
        row,
        token -> {
          new SetMonitor(reach.fenced())
              .run(
                  reach.vantage(),
                  Servers.host(row, reach.identity()),
                  ServerActs.claim(row.getId(), token),
                  row.getSystemIdentifier(),
                  servers.monitorVerifier(row),
                  SHORT);
          return "the monitor's password is set";
        });
  }

  /** Nothing is restarted: Postgres shows the new one to whoever connects from then on. */
  Act renewCertificate(ServerRecord row) {
    return alone(
        row,
        token -> {
          Machine machine =
              reach
                  .provider()
                  .describe(row.getProviderId())
                  .orElseThrow(
                      () -> new IllegalStateException("its provider knows no such machine"));
          Cluster renewed =
              new RenewCertificate(reach.fenced())
                  .run(
                      reach.vantage(),
                      Servers.host(row, reach.identity()),
                      ServerActs.claim(row.getId(), token),
                      ClusterSpec.of(machine, row.getCapacityConnections()),
                      row.getSystemIdentifier(),
                      SHORT);
          servers.certificateRenewed(row.getId(), renewed);
          return "its certificate is valid until " + Certificates.until(renewed.certificate());
        });
  }

  /** Of what is idle at this very moment. */
  Act dropSlots(ServerRecord row) {
    return alone(
        row,
        token -> {
          Rows slots =
              reach
                  .sessions()
                  .once(
                      reach.vantage(),
                      Look.of(
                          servers.monitor(row),
                          TenantSql.MONITOR_DATABASE,
                          List.of(ReplicationSql.SLOTS),
                          LOOK))
                  .rows()
                  .getFirst();
          Set<String> dropped = new SlotsSeen(SlotSeen.from(slots)).droppable(servers, row);
          for (String slot : dropped) {
            new DropSlot(reach.fenced())
                .run(
                    reach.vantage(),
                    Servers.host(row, reach.identity()),
                    List.of(ServerActs.claim(row.getId(), token)),
                    row.getSystemIdentifier(),
                    slot,
                    SHORT);
          }
          return "dropped: " + (dropped.isEmpty() ? "none" : String.join(", ", dropped));
        });
  }

  /**
   * Removes what has been seen strange for the whole grace and is still unknown to the books now,
   * under the lease. Whoever came later has a grace of its own (SAFETY 22).
   */
  Act removeStrangers(ServerRecord row, Duration grace) {
    return alone(
        row,
        token -> {
          Set<String> known =
              servers.knownTenants(List.of(row.getId())).getOrDefault(row.getId(), Set.of());
          Set<String> strange = new TreeSet<>();
          servers
              .strangersSince(row.getId(), grace)
              .forEach(name -> strange.add(name.substring(1)));
          strange.removeAll(known);
          for (String hex : strange) {
            new DropTenant(reach.fenced())
                .run(
                    reach.vantage(),
                    new Tenant(
                        Servers.host(row, reach.identity()),
                        row.getSystemIdentifier(),
                        TenantNames.of(uuid(hex)),
                        List.of(ServerActs.claim(row.getId(), token))),
                    LONG);
          }
          return "removed: " + (strange.isEmpty() ? "none" : String.join(", ", strange));
        });
  }

  private static UUID uuid(String hex) {
    return new UUID(
        Long.parseUnsignedLong(hex.substring(0, 16), 16),
        Long.parseUnsignedLong(hex.substring(16), 16));
  }

  private static Act alone(ServerRecord row, Act.Leased act) {
    return Act.under(List.of(Claim.alone(row.getId())), act);
  }

  private static Act together(ServerRecord row, Function<herd.fleet.act.Claim, String> act) {
    return Act.under(
        List.of(Claim.together(row.getId())),
        token ->
            act.apply(
                herd.fleet.act.Claim.shared(
                    row.getId().toString(), token.generation(), token.number())));
  }
}
