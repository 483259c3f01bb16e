package herd.production.follower;

import herd.controlplane.Subject;
import herd.production.plan.ProductionPlan;
import herd.tier.generated.tables.records.ResourceRecord;
import herd.tier.generated.tables.records.ServerRecord;
import java.util.Optional;

/**
 * A follower as the books have it when a round begins.
 *
 * @param following empty once it has ended
 * @param server its own
 * @param leader the resource it follows, or followed
 * @param upstream the server that leads there now
 * @param upstreamsStandby the one that may lead next
 */
record Follower(
    Subject subject,
    ResourceRecord resource,
    ProductionPlan plan,
    Optional<Following> following,
    Optional<ServerRecord> server,
    Optional<ResourceRecord> leader,
    Optional<ServerRecord> upstream,
    Optional<ServerRecord> upstreamsStandby) {

  boolean leaderWanted() {
    return leader.filter(row -> row.getDeprovisionedAt() == null).isPresent();
  }

  boolean serverReady() {
    return server
        .filter(on -> on.getCertificate() != null && on.getDestroyedAt() == null)
        .isPresent();
  }

  /** The leader's server, with the customer's database in it. */
  Optional<ServerRecord> standingUpstream() {
    return upstream
        .filter(on -> on.getCertificate() != null && on.getDestroyedAt() == null)
        .filter(_ -> leader.filter(row -> row.getTenantMadeAt() != null).isPresent());
  }

  boolean copied() {
    return following.filter(Following::copied).isPresent();
  }

  /** It was last pointed at the server that leads now. */
  boolean pointedRight() {
    return following.flatMap(Following::upstream).equals(upstream.map(ServerRecord::getId));
  }

  /** The server that may lead next, once it is a copy of the leader. */
  Optional<ServerRecord> heir() {
    return upstreamsStandby.filter(standby ->
        standby.getSystemIdentifier() != null
            && upstream
                .filter(leads -> standby.getSystemIdentifier().equals(leads.getSystemIdentifier()))
                .isPresent());
  }

  ServerRecord needServer() {
    return server.orElseThrow(() -> new IllegalStateException("the follower has no server"));
  }

  ServerRecord needUpstream() {
    return standingUpstream()
        .orElseThrow(() -> new IllegalStateException("its leader has no server"));
  }
}
