package herd.starter.resource;

import static java.time.Duration.ofDays;
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
        IncidentType.whenSeen(GRANT_LOST, s -> Finding.wrongIf(s.grant() == Grant.LOST)),
        IncidentType.<ResourceSeen>whenSeen("auth_refused", ResourceIncidents::refused)
            .attempt(new Attempt("Make the database whole", ofSeconds(90), this::repair))
            .hiddenBy(ServerIncidents.AUTH_REFUSED),
        IncidentType.<ResourceSeen>whenOverdue(ResourceMachine.STUCK_CREATING)
            .telling("Your database is taking longer to create than it should."),
        IncidentType.whenOverdue(ResourceMachine.STUCK_DESTROYING),
        IncidentType.whenOverdue(ResourceMachine.UNDECIDED),
        IncidentType.thinkFailed());
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
