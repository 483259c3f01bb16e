package herd.production.follower;

import static herd.tier.generated.Tables.RESOURCE;
import static org.jooq.impl.DSL.field;

import herd.controlplane.Subject;
import herd.controlplane.incident.IncidentType;
import herd.controlplane.ring.Ring;
import herd.controlplane.ring.Visit;
import herd.production.placement.Placements;
import herd.production.placement.Role;
import herd.production.plan.ProductionPlan;
import herd.production.pooler.Poolers;
import herd.statemachine.Machine;
import herd.tier.Reach;
import herd.tier.generated.tables.records.ResourceRecord;
import herd.tier.generated.tables.records.ServerRecord;
import herd.tier.plan.Plans;
import herd.tier.server.Servers;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;

/** The ring of followers: one for each resource that follows another. */
public final class FollowerRing implements Ring<FollowerState, FollowerAct, FollowerSeen> {

  private final Reach reach;
  private final Plans plans;
  private final Servers servers;
  private final FollowerActs acts;

  public FollowerRing(Reach reach, Plans plans, Servers servers) {
    this.reach = reach;
    this.plans = plans;
    this.servers = servers;
    this.acts = new FollowerActs(reach, servers);
  }

  @Override
  public String kind() {
    return Followers.KIND;
  }

  @Override
  public Machine<FollowerState, FollowerAct, FollowerSeen> machine() {
    return new FollowerMachine();
  }

  @Override
  public List<IncidentType<FollowerSeen>> incidents() {
    return FollowerIncidents.TYPES;
  }

  /** What a transition means for the resource stands in the same transaction. */
  @Override
  public void moved(DSLContext transaction, Subject subject, FollowerState to) {
    UUID resource = resource(subject);
    if (to == FollowerState.FOLLOWING) {
      transaction
          .update(RESOURCE)
          .set(RESOURCE.TENANT_MADE_AT, field("clock_timestamp()", OffsetDateTime.class))
          .set(RESOURCE.PLAN_APPLIED, RESOURCE.PLAN)
          .where(RESOURCE.ID.eq(resource), RESOURCE.TENANT_MADE_AT.isNull())
          .execute();
      reach.plane().subjects().in(transaction).wished(resource);
    }
    if (to == FollowerState.ENDED) {
      Followers.end(transaction, resource);
      Poolers.inherit(transaction, resource);
      // As a database of its own it gets what its plan says, a standby too.
      transaction
          .update(RESOURCE)
          .setNull(RESOURCE.PLAN_APPLIED)
          .where(RESOURCE.ID.eq(resource))
          .execute();
      reach.plane().subjects().in(transaction).wished(resource);
    }
  }

  private static UUID resource(Subject follower) {
    return follower
        .partOf()
        .orElseThrow(() -> new IllegalStateException(follower.id() + " is a follower of nothing"));
  }

  @Override
  public Map<UUID, Visit<FollowerAct, FollowerSeen>> visits(List<Subject> batch) {
    DSLContext in = reach.plane().dsl();
    List<UUID> ids = batch.stream().map(FollowerRing::resource).toList();
    Map<UUID, Following> following = Followers.of(in, ids);
    Set<UUID> both = new HashSet<>(ids);
    following.values().forEach(one -> both.add(one.leader()));
    Map<UUID, ResourceRecord> resources =
        in.selectFrom(RESOURCE).where(RESOURCE.ID.in(both)).fetchMap(RESOURCE.ID);
    Set<UUID> on = new HashSet<>();
    resources.values().forEach(row -> Optional.ofNullable(row.getServerId()).ifPresent(on::add));
    Map<UUID, UUID> standbys = new HashMap<>();
    Placements.of(in, following.values().stream().map(Following::leader).toList())
        .forEach((leader, placements) ->
            placements.stream()
                .filter(one -> one.role() == Role.STANDBY)
                .forEach(one -> standbys.put(leader, one.server())));
    on.addAll(standbys.values());
    Map<UUID, ServerRecord> found = servers.find(on);
    Map<UUID, Visit<FollowerAct, FollowerSeen>> visits = new HashMap<>();
    for (Subject subject : batch) {
      ResourceRecord row = resources.get(resource(subject));
      if (row != null) {
        Optional<Following> own = Optional.ofNullable(following.get(row.getId()));
        Optional<ResourceRecord> leader =
            own.flatMap(one -> Optional.ofNullable(resources.get(one.leader())));
        visits.put(
            subject.id(),
            new FollowerVisit(
                new Follower(
                    subject,
                    row,
                    ProductionPlan.of(plans, row.getPlan()),
                    own,
                    server(found, row),
                    leader,
                    leader.flatMap(of -> server(found, of)),
                    leader.flatMap(
                        of -> Optional.ofNullable(standbys.get(of.getId())).map(found::get))),
                this));
      }
    }
    return visits;
  }

  private static Optional<ServerRecord> server(Map<UUID, ServerRecord> found, ResourceRecord of) {
    return Optional.ofNullable(of.getServerId()).flatMap(id -> Optional.ofNullable(found.get(id)));
  }

  FollowerActs acts() {
    return acts;
  }

  Reach reach() {
    return reach;
  }

  Servers servers() {
    return servers;
  }
}
