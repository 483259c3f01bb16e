package herd.tier.server;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import herd.controlplane.Subject;
import herd.controlplane.incident.Attempt;
import herd.controlplane.incident.Finding;
import herd.controlplane.incident.IncidentType;
import herd.controlplane.incident.Occasion;
import herd.controlplane.ring.Act;
import herd.tier.Reach;
import herd.tier.generated.tables.records.ServerRecord;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What may be wrong with a server, and what is tried. The playbooks stand beside this class. A
 * server has no customer, so nothing here writes a ticket: those whose databases it harms are told
 * by incidents of these databases, which wait behind the server's. Strangers, slots, certificates
 * and servers that are made or given back harm nobody.
 */
public final class ServerIncidents {

  public static final String POSTGRES_DOWN = "postgres_down";
  public static final String LOCK_TABLE_FILLING = "lock_table_filling";
  public static final String AUTH_REFUSED = "auth_refused";
  public static final String SERVER_UNREACHABLE = "server_unreachable";

  public static final String DISK_NEARLY_FULL = "disk_nearly_full";
  public static final String CONNECTIONS_FULL = "connections_full";
  public static final String VOLUME_STUCK = "volume_stuck";

  /** Of servers that many share; a server of one database has that database's. */
  public static final String CANNOT_COMMIT = "cannot_commit";

  public static final String IDENTIFIER_MISMATCH = "identifier_mismatch";

  /** Of a certificate's life; it is made for ten years. */
  private static final Duration SOON = Duration.ofDays(30);

  private static final double NEARLY_FULL = 0.85;
  private static final double CONNECTIONS_NEARLY_FULL = 0.95;

  private final ServerActs acts;
  private final MaintenanceActs maintenance;
  private final Servers servers;
  private final Duration orphanGrace;

  ServerIncidents(Reach reach, Servers servers, ServerActs acts, Duration orphanGrace) {
    this.orphanGrace = orphanGrace;
    this.acts = acts;
    this.servers = servers;
    this.maintenance = new MaintenanceActs(reach, servers);
  }

  List<IncidentType<ServerSeen>> types() {
    return List.of(
        IncidentType.of(POSTGRES_DOWN, ServerIncidents::postgresDown)
            .attempt(attempt("Restart Postgres", 20, acts::reviveRestart))
            .attempt(attempt("Reboot the machine", 20, acts::rebootMachine))
            .attempt(attempt("Start Postgres after the reboot", 60, acts::reviveRestart))
            .hiddenBy(IDENTIFIER_MISMATCH),
        // Every act names the cluster it is meant for, and is refused by this one (SAFETY 16).
        IncidentType.whenSeen(IDENTIFIER_MISMATCH, s -> known(s.anotherCluster(), other -> other)),
        IncidentType.<ServerSeen>whenSeen(VOLUME_STUCK, s -> known(s.volumeStuck(), stuck -> stuck))
            .attempt(
                new Attempt(
                    "Let the volume come back",
                    ofMinutes(2),
                    _ -> Act.ofBooks(() -> "nothing but time is given to it")))
            .attempt(attempt("Reboot the machine", 60, acts::rebootMachine)),
        IncidentType.<ServerSeen>whenSeen(CANNOT_COMMIT, ServerIncidents::cannotCommit)
            .attempt(attempt("Remove old server logs", 120, maintenance::removeOldLogs)),
        IncidentType.<ServerSeen>whenSeen(
                "certificate_expiring",
                s -> known(s.certificateLeft(), left -> left.compareTo(SOON) < 0))
            .attempt(attempt("Renew the certificate", 90, maintenance::renewCertificate)),
        IncidentType.<ServerSeen>whenSeen(
                "slot_growing", s -> known(s.growingSlots(), names -> !names.isEmpty()))
            .attempt(attempt("Drop the slots that nobody reads", 150, maintenance::dropSlots)),
        IncidentType.of(SERVER_UNREACHABLE, ServerIncidents::unreachable)
            .attempt(attempt("Start the machine", 15, acts::startMachine))
            .attempt(attempt("Reboot the machine", 60, acts::rebootMachine)),
        IncidentType.<ServerSeen>whenSeen(
                DISK_NEARLY_FULL, s -> known(s.diskUsed(), used -> used >= NEARLY_FULL))
            .attempt(
                attempt("End sessions with large temporary files", 5, maintenance::endLargeSorts))
            .attempt(attempt("Remove old server logs", 120, maintenance::removeOldLogs)),
        IncidentType.<ServerSeen>whenSeen(CONNECTIONS_FULL, ServerIncidents::full)
            .attempt(
                attempt("End sessions that have been idle for long", 90, maintenance::endIdle)),
        IncidentType.<ServerSeen>whenSeen(
                LOCK_TABLE_FILLING, s -> known(s.locksCrowded(), crowded -> crowded))
            .attempt(
                attempt("End the sessions that hold too many locks", 5, maintenance::endLockHogs))
            .attempt(attempt("End those that looks since have told", 5, maintenance::endLockHogs))
            .attempt(attempt("End every tenant's session", 30, maintenance::endAllSessions)),
        IncidentType.<ServerSeen>whenSeen(AUTH_REFUSED, s -> outcome(s, "auth_refused", "tls_bad"))
            .attempt(attempt("Set the monitor's password again", 90, maintenance::setMonitor)),
        IncidentType.<ServerSeen>whenSeen(
                "orphan_found", s -> known(s.strangers(), names -> !names.isEmpty()))
            .attempt(new Attempt("Wait out the grace", orphanGrace, _ -> waiting()))
            .attempt(attempt("Remove the strangers", 120, this::removeStrangers))
            .attempt(new Attempt("Wait for those that came since", orphanGrace, _ -> waiting()))
            .attempt(attempt("Remove those that came since", 120, this::removeStrangers)),
        IncidentType.<ServerSeen>whenOverdue(ServerMachine.STUCK_CREATING)
            .attempt(attempt("Give the machine up for another", 60, acts::giveUp)),
        IncidentType.whenOverdue(ServerMachine.STUCK_DESTROYING),
        IncidentType.whenOverdue(ServerMachine.UNDECIDED),
        IncidentType.thinkFailed());
  }

  private Attempt attempt(String name, int patienceSeconds, Function<ServerRecord, Act> act) {
    return new Attempt(name, ofSeconds(patienceSeconds), subject -> act.apply(row(subject)));
  }

  private ServerRecord row(Subject subject) {
    return servers
        .find(subject.id())
        .orElseThrow(() -> new IllegalStateException("no such server: " + subject.id()));
  }

  private Act removeStrangers(ServerRecord row) {
    return maintenance.removeStrangers(row, orphanGrace);
  }

  private Act waiting() {
    return Act.ofBooks(() -> "its removal waits for " + orphanGrace.toSeconds() + " seconds");
  }

  /** Seen down from two vantages, while the machine itself answers. */
  private static Finding postgresDown(Occasion<ServerSeen> occasion) {
    return occasion.state().equals(ServerState.UNAVAILABLE.name())
        ? occasion.seen().flatMap(ServerSeen::ssh).map(Finding::wrongIf).orElse(Finding.UNKNOWN)
        : Finding.RIGHT;
  }

  private static Finding unreachable(Occasion<ServerSeen> occasion) {
    return occasion
        .seen()
        .flatMap(seen ->
            seen.ssh()
                .map(answers ->
                    answers ? Finding.RIGHT : seen.sshDown() ? Finding.WRONG : Finding.UNKNOWN))
        .orElse(Finding.UNKNOWN);
  }

  private static Finding full(ServerSeen seen) {
    return seen.outcome().equals("full")
        ? Finding.WRONG
        : known(seen.connectionsUsed(), used -> used >= CONNECTIONS_NEARLY_FULL);
  }

  /** Of a disk that takes no writes its own incident tells. */
  private static Finding cannotCommit(ServerSeen seen) {
    return seen.volumeStuck().orElse(false)
        ? Finding.UNKNOWN
        : known(seen.cannotCommit(), cannot -> cannot);
  }

  private static Finding outcome(ServerSeen seen, String... words) {
    boolean such = List.of(words).contains(seen.outcome());
    return such ? Finding.WRONG : seen.answers() ? Finding.RIGHT : Finding.UNKNOWN;
  }

  private static <T> Finding known(Optional<T> fact, Predicate<T> wrong) {
    return fact.map(value -> Finding.wrongIf(wrong.test(value))).orElse(Finding.UNKNOWN);
  }
}
