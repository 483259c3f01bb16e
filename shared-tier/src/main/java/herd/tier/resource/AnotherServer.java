package herd.tier.resource;

import static herd.controlplane.generated.Tables.SUBJECT;
import static herd.tier.generated.Tables.RESOURCE;

import herd.controlplane.ControlPlane;
import herd.controlplane.ring.Act;
import herd.controlplane.ring.Claim;
import herd.tier.Tier;
import herd.tier.generated.tables.records.ResourceRecord;
import herd.tier.server.ServerState;
import java.util.List;
import java.util.UUID;
import org.jooq.DSLContext;

/**
 * Gives a resource that was never made another server than the one that it waits for in vain.
 * Nobody knows its URL yet, so nothing is lost. What a script may have left on the old server, or a
 * late one still leaves there, is a stranger to its next look, and removed after the grace (SAFETY
 * 22).
 */
public final class AnotherServer {

  private final ControlPlane plane;
  private final Tier tier;

  public AnotherServer(ControlPlane plane, Tier tier) {
    this.plane = plane;
    this.tier = tier;
  }

  /** Under the resource's own lease: nothing is being made of it meanwhile. */
  public Act find(UUID resource) {
    return Act.under(
        List.of(Claim.alone(resource)),
        _ -> plane.dsl().transactionResult(tx -> find(tx.dsl(), resource)));
  }

  private String find(DSLContext in, UUID resource) {
    ResourceRecord row =
        in.selectFrom(RESOURCE).where(RESOURCE.ID.eq(resource)).forUpdate().fetchSingle();
    if (row.getDeprovisionedAt() != null) {
      return "no longer wanted";
    }
    if (row.getServerId() == null) {
      return "it has no place yet";
    }
    if (row.getTenantMadeAt() != null) {
      return "it was made where it is";
    }
    if (runs(in, row.getServerId())) {
      return "its server runs";
    }
    return Room.elsewhere(
            in, plane.subjects(), row, tier.grading().roomFor(tier.plans().get(row.getPlan())))
        .map(server -> "it is placed on server " + server)
        .orElse("no other server that runs has room");
  }

  /** One vantage that does not see it is no reason to leave it. */
  private static boolean runs(DSLContext in, UUID server) {
    return in.fetchExists(
        SUBJECT,
        SUBJECT.ID.eq(server),
        SUBJECT.STATE.in(ServerState.AVAILABLE.name(), ServerState.UNCERTAIN.name()));
  }
}
