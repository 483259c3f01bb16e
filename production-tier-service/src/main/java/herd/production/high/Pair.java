package herd.production.high;

import herd.controlplane.Subject;
import herd.production.copy.StreamNames;
import herd.production.placement.Placement;
import herd.production.placement.Role;
import herd.production.plan.High;
import herd.production.plan.Move;
import herd.production.plan.ProductionPlan;
import herd.tier.generated.tables.records.ResourceRecord;
import herd.tier.generated.tables.records.ServerRecord;
import herd.tier.server.ServerSize;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A pair as the books have it when a round begins.
 *
 * @param upgradeWaits its upgrade may not stop the leader yet
 */
record Pair(
    Subject subject,
    ResourceRecord resource,
    Move move,
    List<Placement> placements,
    Map<UUID, ServerRecord> servers,
    Optional<Failover> failover,
    boolean switchAsked,
    boolean upgradeWaits) {

  /** The kind of its subject. */
  static final String KIND = "pair";

  /** A resource has one pair at most, so its id derives from the resource's. */
  static UUID id(UUID resource) {
    return UUID.nameUUIDFromBytes(("pair/" + resource).getBytes(StandardCharsets.UTF_8));
  }

  UUID id() {
    return subject.id();
  }

  Optional<Placement> placed(Role role) {
    return placements.stream().filter(one -> one.role() == role).findFirst();
  }

  Optional<ServerRecord> server(Role role) {
    return placed(role).flatMap(one -> Optional.ofNullable(servers.get(one.server())));
  }

  /** What an act cannot do without. */
  ServerRecord need(Role role) {
    return server(role)
        .orElseThrow(() -> new IllegalStateException("the pair has no " + role + " just now"));
  }

  Placement needPlaced(Role role) {
    return placed(role)
        .orElseThrow(() -> new IllegalStateException("the pair has no " + role + " just now"));
  }

  ProductionPlan plan() {
    return move.plan();
  }

  High high() {
    return plan().high().orElse(High.WHILE_MOVING);
  }

  /** Whatever the plan says, a leader that is to be changed on purpose is changed without loss. */
  boolean synchronous() {
    return high().synchronous() || switchAsked || !leaderFits();
  }

  /** As its plan says, but for what its customer asked for: another size, another version. */
  boolean neverReleases() {
    return high().neverReleases() && (leaderFits() || awaitsWindow()) && standbyFits();
  }

  /** Nothing but its upgrade asks for another leader, and may not yet. */
  boolean awaitsWindow() {
    return upgradeWaits && server(Role.LEADER).filter(on -> !move.fitsPlan(on)).isEmpty();
  }

  boolean leaderFits() {
    return server(Role.LEADER).filter(on -> !move.fits(on)).isEmpty();
  }

  boolean standbyFits() {
    return server(Role.STANDBY)
        .flatMap(on ->
            server(Role.LEADER).filter(lead -> !ServerSize.of(on).equals(move.sizeBeside(lead))))
        .isEmpty();
  }

  /** The leader's cluster stands; the customer's database may be made in it meanwhile. */
  boolean leaderReady() {
    return server(Role.LEADER).filter(on -> on.getCertificate() != null).isPresent();
  }

  /** It was copied from its leader: both have one system identifier. */
  static boolean copied(ServerRecord standby, ServerRecord leader) {
    return leader.getSystemIdentifier() != null
        && leader.getSystemIdentifier().equals(standby.getSystemIdentifier());
  }

  /**
   * What a leader knows a standby by: another name after every change (SAFETY 11), but that by
   * which it is waited for as long as it is.
   */
  static String standbyName(Placement standby) {
    return standby
        .standbyName()
        .orElseGet(() -> StreamNames.standby(standby.server(), standby.epoch()));
  }
}
