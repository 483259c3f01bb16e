package herd.production.server;

import static herd.controlplane.generated.Tables.SUBJECT;
import static herd.tier.generated.Tables.RESOURCE;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.val;

import herd.controlplane.ControlPlane;
import herd.production.high.PairState;
import herd.production.high.Pairs;
import herd.production.placement.Placement;
import herd.production.placement.Placements;
import herd.production.placement.Role;
import herd.production.placement.Standing;
import herd.tier.server.Lodgers;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jooq.Record2;

/**
 * Whom a production server holds is said by its placement; its books do not name it otherwise.
 * While a pair is at work on a server, the server's own looks and incidents keep their hands off
 * it: one place decides who is started as what (SAFETY 10).
 */
public record Owners(ControlPlane plane) implements Lodgers {

  /** After this time a pair that cannot decide lets the server's own incidents try. */
  private static final int PATIENCE_SECONDS = 30;

  @Override
  public Map<UUID, Set<UUID>> on(Collection<UUID> servers) {
    Map<UUID, Placement> placements = Placements.on(plane.dsl(), servers);
    List<UUID> resources = placements.values().stream().map(Placement::resource).toList();
    Set<UUID> alive =
        plane
            .dsl()
            .select(RESOURCE.ID)
            .from(RESOURCE)
            .where(RESOURCE.ID.in(resources), RESOURCE.TENANT_DROPPED_AT.isNull())
            .fetchSet(RESOURCE.ID);
    return placements.values().stream()
        .filter(placement -> alive.contains(placement.resource()))
        .collect(Collectors.toMap(Placement::server, placement -> Set.of(placement.resource())));
  }

  /**
   * Old leaders, and standbys and followers that are not yet copies of their leader; both servers
   * of a database that is being upgraded.
   */
  @Override
  public Set<UUID> inOtherHands(Collection<UUID> servers) {
    return plane
        .dsl()
        .resultQuery(
            """
            select p.server_id from placement p
              join server own on own.id = p.server_id
              left join placement l on l.resource_id = p.resource_id and l.role = 'LEADER'
              left join server leads on leads.id = l.server_id
            where p.server_id = any (?)
              and (p.role = 'OLD_LEADER'
                or exists (select from failover o where o.resource_id = p.resource_id
                  and o.ended_at is null and o.upgrade_to is not null and o.promoted_at is null)
                or p.role = 'STANDBY'
                  and (own.system_identifier is null
                    or own.system_identifier is distinct from leads.system_identifier)
                or exists (select from follower f
                  where f.resource_id = p.resource_id and f.ended_at is null
                    and f.copied_at is null))
            """,
            (Object) servers.toArray(UUID[]::new))
        .fetchSet("server_id", UUID.class);
  }

  /** A slot bears the name of the server that streams through it, whosever standby that is. */
  @Override
  public Set<String> unclaimedSlots(Set<String> slots) {
    return plane
        .dsl()
        .resultQuery(
            """
            select slot from unnest(?) slot
             where not exists (select from server where destroyed_at is null
               and slot = 'herd_' || left(replace(id::text, '-', ''), 16))
            """,
            (Object) slots.toArray(String[]::new))
        .fetchSet("slot", String.class);
  }

  /**
   * The standby of a leader with a new certificate could not stream from it again: its standing is
   * withdrawn, and its pair qualifies it anew, with the new certificate. Row first (SAFETY 11); the
   * leader's names are set anew by that.
   */
  @Override
  public void certificateChanged(DSLContext in, UUID server) {
    Optional<Placement> changed =
        Optional.ofNullable(Placements.on(in, List.of(server)).get(server))
            .filter(placement -> placement.role() == Role.LEADER);
    changed.ifPresent(leader -> {
      Placements.of(in, leader.resource()).stream()
          .filter(one -> one.role() == Role.STANDBY)
          .forEach(
              one -> Placements.change(in, one, Role.STANDBY, Standing.NONE, Optional.empty()));
      Pairs.wished(plane, in, leader.resource());
    });
  }

  @Override
  public Optional<String> whyNotRestart(UUID server) {
    Optional<Placement> placement =
        Optional.ofNullable(Placements.on(plane.dsl(), List.of(server)).get(server));
    if (placement.isEmpty()) {
      return Optional.empty();
    }
    if (placement.get().role() == Role.OLD_LEADER) {
      return Optional.of("it is an old leader, and its pair's business");
    }
    Optional<Record2<String, Boolean>> pair = pairOf(placement.get());
    if (placement.get().standing() == Standing.QUALIFIED) {
      // Once it is lost its pair takes its standing within seconds, or, where the plan lets it keep
      // that, has looked in vain for it to come back by itself.
      return pair.filter(found -> isForming(found) && found.value2()).isPresent()
          ? Optional.empty()
          : Optional.of("it is the standby that its leader waits for, and its pair's business");
    }
    return pair.flatMap(Owners::whyNot);
  }

  private static boolean isForming(Record2<String, Boolean> pair) {
    return pair.value1().equals(PairState.FORMING.name());
  }

  /** Its state, and whether it and the placement have been as they are for our patience. */
  private Optional<Record2<String, Boolean>> pairOf(Placement placement) {
    return plane
        .dsl()
        .select(
            SUBJECT.STATE,
            field(
                "greatest(since, {0}) < clock_timestamp() - {1} * interval '1 s'",
                Boolean.class,
                val(placement.since().atOffset(ZoneOffset.UTC)),
                val(PATIENCE_SECONDS)))
        .from(SUBJECT)
        .where(SUBJECT.PART_OF.eq(placement.resource()), SUBJECT.KIND.eq("pair"))
        .and(SUBJECT.DUE_AT.isNotNull())
        .fetchOptional();
  }

  private static Optional<String> whyNot(Record2<String, Boolean> pair) {
    return switch (PairState.valueOf(pair.value1())) {
      case FORMING, ALONE, SINGLE, DISSOLVED -> Optional.empty();
      case DOUBTFUL -> pair.value2() ? Optional.empty() : Optional.of("its pair is still in doubt");
      case GUARDED, RESTARTING, FENCING, UPGRADING, PROMOTING ->
          Optional.of("whether it is restarted or its standby promoted is its pair's business");
    };
  }
}
