package herd.starter.resource;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import herd.controlplane.Subject;
import herd.controlplane.incident.Attempt;
import herd.controlplane.incident.Finding;
import herd.controlplane.incident.IncidentType;
import herd.controlplane.ring.Act;
import herd.starter.resource.ResourceSeen.Limit;
import herd.tier.generated.tables.records.ResourceRecord;
import herd.tier.generated.tables.records.ServerRecord;
import herd.tier.resource.Grant;
import herd.tier.server.ServerIncidents;
import java.util.List;

/**
 * What may be wrong with a starter resource, and what is tried. Playbooks stand beside this class.
 * The customer is told of all but the end of a database they no longer want, and {@code
 * think_failed}.
 */
public final class ResourceIncidents {

  public static final String RESOURCE_UNAVAILABLE = "resource_unavailable";
  public static final String OVER_LIMIT = "over_limit";
  public static final String GRANT_LOST = "grant_lost";

  private final ResourceRing ring;

  ResourceIncidents(ResourceRing ring) {
    this.ring = ring;
  }

  List<IncidentType<ResourceSeen>> types() {
    return List.of(
        IncidentType.<ResourceSeen>whileIn(RESOURCE_UNAVAILABLE, ResourceState.UNAVAILABLE)
            .attempt(new Attempt("Make the database whole", ofSeconds(30), this::repair))
            .hiddenBy(ServerIncidents.POSTGRES_DOWN, ServerIncidents.SERVER_UNREACHABLE)
            .telling("Your database cannot be reached. We are working on it."),
        IncidentType.<ResourceSeen>whenSeen(OVER_LIMIT, s -> overLimit(s.limit()))
            .attempt(new Attempt("Tell the customer", ofDays(30), this::tellOverLimit)),
        IncidentType.<ResourceSeen>whenSeen(
                GRANT_LOST, s -> Finding.wrongIf(s.grant() == Grant.LOST))
            .telling(
                "Your database could not be set up: the marketplace's code for it was spent or"
                    + " refused. Please remove the add-on and create it again."),
        IncidentType.<ResourceSeen>whenSeen("auth_refused", ResourceIncidents::refused)
            .attempt(new Attempt("Make the database whole", ofSeconds(90), this::repair))
            .hiddenBy(ServerIncidents.AUTH_REFUSED)
            .telling(
                "Our monitoring is not let into your database, and perhaps your apps are not"
                    + " either. We are working on it."),
        ofServer(
            ServerIncidents.CONNECTIONS_FULL,
            "Your database's server has almost no connections left; new ones may be refused. We"
                + " are working on it."),
        ofServer(
            ServerIncidents.DISK_NEARLY_FULL,
            "Your database's server is short of disk. Until there is room again, a database over"
                + " its plan's size cannot write. We are working on it."),
        ofServer(
            ServerIncidents.VOLUME_STUCK,
            "Your database's server has a disk that takes no writes. We are working on it."),
        ofServer(
            ServerIncidents.CANNOT_COMMIT,
            "Your database's server answers, and cannot store what is written to it. We are working"
                + " on it."),
        IncidentType.<ResourceSeen>whenOverdue(ResourceMachine.STUCK_CREATING)
            .attempt(
                new Attempt(
                    "Find it another server",
                    ofMinutes(1),
                    subject -> ring.anotherServer().find(subject.id())))
            .telling("Your database is taking longer to create than it should."),
        IncidentType.whenOverdue(ResourceMachine.STUCK_DESTROYING),
        IncidentType.<ResourceSeen>whenOverdue(ResourceMachine.UNDECIDED)
            .telling("We are not certain that your database can be reached. We are looking."),
        IncidentType.thinkFailed());
  }

  /**
   * Trouble of its server that the customer feels though the database looks well. It waits behind
   * the server's own; once that needs a human, who is called for the server alone, the customer is
   * told.
   */
  private static IncidentType<ResourceSeen> ofServer(String type, String ticket) {
    return IncidentType.<ResourceSeen>whenSeen(
            type, s -> Finding.wrongIf(s.tenantMade() && s.serverTroubles().contains(type)))
        .hiddenBy(type)
        .telling(ticket);
  }

  private static Finding overLimit(Limit limit) {
    return switch (limit) {
      case UNKNOWN -> Finding.UNKNOWN;
      case WITHIN, MAY_BE_FREED -> Finding.RIGHT;
      case OVER, MUST_BE_LIMITED, LIMITED, MUST_BE_VACUUMED -> Finding.WRONG;
    };
  }

  private static Finding refused(ResourceSeen seen) {
    return seen.outcome().equals("auth_refused")
        ? Finding.WRONG
        : seen.answers() ? Finding.RIGHT : Finding.UNKNOWN;
  }

  private Act repair(Subject subject) {
    ResourceRecord row = ring.resources().find(subject.id()).orElseThrow();
    ServerRecord server = ring.servers().find(row.getServerId()).orElseThrow();
    return ring.tenants().repair(row, server);
  }

  private Act tellOverLimit(Subject subject) {
    return Act.ofBooks(() -> ring.overLimit().tell(subject.id()));
  }
}
