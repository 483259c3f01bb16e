package herd.production.resource;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import herd.controlplane.ControlPlane;
import herd.controlplane.Subject;
import herd.controlplane.incident.Attempt;
import herd.controlplane.incident.Finding;
import herd.controlplane.incident.IncidentType;
import herd.controlplane.incident.Occasion;
import herd.controlplane.ring.Act;
import herd.production.follower.Followers;
import herd.production.resource.ResourceSeen.Guard;
import herd.tier.generated.tables.records.ResourceRecord;
import herd.tier.generated.tables.records.ServerRecord;
import herd.tier.resource.Grant;
import herd.tier.resource.Resources;
import herd.tier.resource.TenantActs;
import herd.tier.server.MaintenanceActs;
import herd.tier.server.ServerIncidents;
import herd.tier.server.Servers;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;

/**
 * What may be wrong with a production database, and what is tried. Playbooks stand beside this
 * class.
 */
public final class ResourceIncidents {

  public static final String LEADER_UNAVAILABLE = "leader_unavailable";
  public static final String CANNOT_COMMIT = "cannot_commit";
  public static final String POOLER_DOWN = "pooler_down";

  private static final String CANNOT_COMMIT_OUTCOME = "cannot_commit";
  private static final double EXHAUSTED = 0.95;

  /** Postgres refuses new transactions at a little over two thousand millions. */
  private static final long FROZEN_TOO_OLD = 1_000_000_000;

  /** An attempt's act may take five minutes. */
  private static final Duration VACUUM = Duration.ofSeconds(280);

  private final ControlPlane plane;
  private final Resources resources;
  private final Servers servers;
  private final TenantActs tenants;
  private final MaintenanceActs maintenance;
  private final Pooling pooling;

  /** Starts the pooler of a database. */
  @FunctionalInterface
  interface Pooling {

    /**
     * @param afresh what runs is ended first
     */
    Act start(ResourceRecord row, ServerRecord leader, boolean afresh);
  }

  ResourceIncidents(
      ControlPlane plane,
      Resources resources,
      Servers servers,
      TenantActs tenants,
      MaintenanceActs maintenance,
      Pooling pooling) {
    this.plane = plane;
    this.resources = resources;
    this.servers = servers;
    this.tenants = tenants;
    this.maintenance = maintenance;
    this.pooling = pooling;
  }

  List<IncidentType<ResourceSeen>> types() {
    return List.of(
        IncidentType.of(LEADER_UNAVAILABLE, ResourceIncidents::leaderUnavailable)
            .attempt(attempt("Make the database whole", ofSeconds(30), tenants::repair))
            .hiddenBy(ServerIncidents.POSTGRES_DOWN, ServerIncidents.SERVER_UNREACHABLE)
            .telling("Your database cannot be reached. We are working on it."),
        IncidentType.<ResourceSeen>whenSeen(CANNOT_COMMIT, ResourceIncidents::cannotCommit)
            .attempt(
                attempt(
                    "Remove old server logs",
                    ofMinutes(2),
                    (row, server) -> maintenance.removeOldLogs(server)))
            .hiddenBy(
                ServerIncidents.POSTGRES_DOWN,
                ServerIncidents.SERVER_UNREACHABLE,
                ServerIncidents.LOCK_TABLE_FILLING)
            .telling("Your database answers, but cannot write. We are working on it."),
        IncidentType.<ResourceSeen>whenSeen("connections_exhausted", ResourceIncidents::exhausted)
            .attempt(
                attempt(
                    "End sessions that have been idle for long",
                    ofMinutes(2),
                    (row, server) -> maintenance.endIdle(server)))
            .telling(
                "Your database has nearly used up its plan's connections. Close some, or use a"
                    + " connection pool."),
        // What makes room without a human was tried by its server's own incident, which it waits
        // behind.
        IncidentType.<ResourceSeen>whenSeen(
                "volume_nearly_full", s -> Finding.wrongIf(s.volumeNearlyFull()))
            .hiddenBy(ServerIncidents.DISK_NEARLY_FULL)
            .telling("Your database's disk is nearly full. Delete data, or choose a larger plan."),
        IncidentType.<ResourceSeen>whenSeen(
                "transaction_wraparound", ResourceIncidents::wrapsAround)
            .attempt(
                attempt(
                    "Vacuum the database",
                    ofMinutes(10),
                    (row, server) -> tenants.vacuum(row, server, false, VACUUM, () -> {})))
            .telling(
                "Your database runs out of transaction numbers. End long transactions and drop"
                    + " unused replication slots; we vacuum it."),
        IncidentType.<ResourceSeen>whenSeen("auth_refused", ResourceIncidents::refused)
            .attempt(attempt("Make the database whole", ofSeconds(90), tenants::repair))
            .hiddenBy(ServerIncidents.AUTH_REFUSED)
            .telling(
                "Our monitoring is not let into your database, and perhaps your apps are not"
                    + " either. We are working on it."),
        IncidentType.<ResourceSeen>whenSeen(POOLER_DOWN, s -> s.pooler().finding())
            .attempt(
                attempt(
                    "Start the pooler",
                    ofSeconds(30),
                    (row, server) -> pooling.start(row, server, false)))
            .attempt(
                attempt(
                    "End the pooler and start it anew",
                    ofMinutes(2),
                    (row, server) -> pooling.start(row, server, true)))
            .hiddenBy(ServerIncidents.POSTGRES_DOWN, ServerIncidents.SERVER_UNREACHABLE)
            .telling(
                "Your database's connection pool cannot be reached; the database itself answers."
                    + " We are working on it."),
        // It would interrupt its customer, who has a window for that: nothing is forced.
        IncidentType.whenSeen("maintenance_overdue", s -> Finding.wrongIf(s.maintenanceOverdue())),
        IncidentType.<ResourceSeen>whenSeen(
                "grant_lost", s -> Finding.wrongIf(s.grant() == Grant.LOST))
            .telling(
                "Your database could not be set up: the marketplace's code for it was spent or"
                    + " refused. Please remove the add-on and create it again."),
        IncidentType.<ResourceSeen>whenOverdue(ResourceMachine.STUCK_CREATING)
            .telling("Your database is taking longer to create than it should."),
        IncidentType.whenOverdue(ResourceMachine.STUCK_DESTROYING),
        IncidentType.<ResourceSeen>whenOverdue(ResourceMachine.UNDECIDED)
            .telling("We are not certain that your database can be reached. We are looking."),
        IncidentType.thinkFailed());
  }

  /** What an upgrade takes away on purpose is no news; one that lasts too long is its pair's. */
  private static Finding leaderUnavailable(Occasion<ResourceSeen> now) {
    if (!now.state().equals(ResourceState.UNAVAILABLE.name())) {
      return Finding.RIGHT;
    }
    return now.seen()
        .map(s -> Finding.wrongIf(s.guard() != Guard.UPGRADING))
        .orElse(Finding.UNKNOWN);
  }

  /** An answer without a commit of ours clears nothing; the next one that commits will. */
  private static Finding cannotCommit(ResourceSeen seen) {
    return seen.outcome().equals(CANNOT_COMMIT_OUTCOME)
        ? Finding.WRONG
        : seen.committed() ? Finding.RIGHT : Finding.UNKNOWN;
  }

  private static Finding exhausted(ResourceSeen seen) {
    return seen.outcome().equals("full")
        ? Finding.WRONG
        : seen.connectionsUsed()
            .map(used -> Finding.wrongIf(used >= EXHAUSTED))
            .orElse(Finding.UNKNOWN);
  }

  private static Finding wrapsAround(ResourceSeen seen) {
    return seen.frozenAge()
        .map(age -> Finding.wrongIf(age >= FROZEN_TOO_OLD))
        .orElse(Finding.UNKNOWN);
  }

  private static Finding refused(ResourceSeen seen) {
    return seen.outcome().equals("auth_refused")
        ? Finding.WRONG
        : seen.answers() ? Finding.RIGHT : Finding.UNKNOWN;
  }

  /** What is done to the server that leads when the attempt begins. */
  private Attempt attempt(
      String name, Duration patience, BiFunction<ResourceRecord, ServerRecord, Act> act) {
    return new Attempt(
        name,
        patience,
        subject -> {
          ResourceRecord row = row(subject);
          if (Followers.of(plane.dsl(), row.getId()).isPresent()) {
            return Act.ofBooks(
                () -> "nothing can be written to a follower: its own machine mends it");
          }
          return act.apply(row, servers.find(row.getServerId()).orElseThrow());
        });
  }

  private ResourceRecord row(Subject subject) {
    return resources
        .find(subject.id())
        .orElseThrow(() -> new IllegalStateException("no such resource: " + subject.id()));
  }
}
