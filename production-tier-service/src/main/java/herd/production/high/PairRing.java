package herd.production.high;

import static herd.tier.generated.Tables.RESOURCE;

import herd.controlplane.Subject;
import herd.controlplane.incident.IncidentType;
import herd.controlplane.ring.Ring;
import herd.controlplane.ring.Visit;
import herd.fleet.postgres.KeptSessions;
import herd.fleet.postgres.LoginRate;
import herd.production.follower.Followers;
import herd.production.placement.Placement;
import herd.production.placement.Placements;
import herd.production.plan.Move;
import herd.statemachine.Machine;
import herd.tier.Reach;
import herd.tier.generated.tables.records.ResourceRecord;
import herd.tier.generated.tables.records.ServerRecord;
import herd.tier.plan.Plans;
import herd.tier.server.Servers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;

/** The ring of pairs: one for each resource whose plan has a standby. */
public final class PairRing implements Ring<PairState, PairAct, PairSeen>, AutoCloseable {

  /** Two for each pair; the least recently used goes first. */
  private static final int MOST_SESSIONS = 10_000;

  private static final double LOGINS_PER_SECOND = 200;
  private static final int LOGINS_AT_ONCE = 400;
  private static final Set<String> MAY_LEAD_TO_PROMOTION =
      Set.of(PairState.DOUBTFUL.name(), PairState.RESTARTING.name());

  private final Reach reach;
  private final Plans plans;
  private final Servers servers;
  private final KeptSessions<PairEyes.Key> sessions;
  private final PairEyes eyes;
  private final StandbyActs forming;
  private final FailoverActs failing;
  private final UpgradeActs upgrading;
  private final OldLeaderActs old;

  public PairRing(Reach reach, Plans plans, Servers servers, StandbyActs.Housing housing) {
    this.reach = reach;
    this.plans = plans;
    this.servers = servers;
    this.sessions =
        new KeptSessions<>(
            MOST_SESSIONS,
            new LoginRate(LOGINS_PER_SECOND, LOGINS_AT_ONCE),
            key -> reach.plane().subjects().due(key.pair()));
    this.eyes = new PairEyes(reach, servers, sessions);
    Hands hands = new Hands(reach, servers);
    this.forming = new StandbyActs(hands, eyes, housing);
    this.failing = new FailoverActs(hands);
    this.upgrading = new UpgradeActs(hands);
    this.old = new OldLeaderActs(hands, forming);
  }

  @Override
  public String kind() {
    return Pair.KIND;
  }

  @Override
  public Machine<PairState, PairAct, PairSeen> machine() {
    return new PairMachine();
  }

  @Override
  public List<IncidentType<PairSeen>> incidents() {
    return PairIncidents.types(forming::letReplay);
  }

  /** What a transition means for the placements stands in the same transaction. */
  @Override
  public void moved(DSLContext transaction, Subject subject, PairState to) {
    UUID resource = resource(subject);
    PairState from = PairState.valueOf(subject.state());
    switch (to) {
      case FENCING -> {
        Upgrades.end(transaction, resource);
        Failovers.begin(transaction, resource, from == PairState.GUARDED);
      }
      case GUARDED -> {
        Upgrades.giveUp(transaction, resource)
            .ifPresent(standby -> reach.plane().subjects().in(transaction).unwant(standby));
        if (from == PairState.FENCING) {
          Failovers.end(transaction, resource, "GIVEN_UP");
        }
        // Its resource may be waiting for this.
        reach.plane().subjects().in(transaction).due(resource);
      }
      case ALONE -> {
        Failovers.move(transaction, resource);
        leaderOf(transaction, resource)
            .ifPresent(now -> {
              reach.plane().subjects().in(transaction).place(resource, now);
              // After an upgrade its next standby waits for a look that sees how it sorts.
              reach.plane().subjects().in(transaction).due(now);
            });
        reach.plane().subjects().in(transaction).wished(resource);
        Followers.leaderMoved(reach.plane(), transaction, resource);
      }
      case RESTARTING -> {
        if (from == PairState.UPGRADING) {
          Failovers.upgradeTookTooLong(transaction, resource);
        }
      }
      case DOUBTFUL -> {
        if (from == PairState.FENCING) {
          Failovers.end(transaction, resource, "GIVEN_UP");
        }
      }
      case FORMING, UPGRADING, PROMOTING, SINGLE, DISSOLVED -> {}
    }
  }

  private static Optional<UUID> leaderOf(DSLContext in, UUID resource) {
    return Placements.leader(in, resource).map(Placement::server);
  }

  private static UUID resource(Subject pair) {
    return pair.partOf()
        .orElseThrow(() -> new IllegalStateException("the pair " + pair.id() + " is of nothing"));
  }

  @Override
  public Map<UUID, Visit<PairAct, PairSeen>> visits(List<Subject> batch) {
    DSLContext in = reach.plane().dsl();
    List<UUID> ids = batch.stream().map(PairRing::resource).toList();
    Map<UUID, ResourceRecord> resources =
        in.selectFrom(RESOURCE).where(RESOURCE.ID.in(ids)).fetchMap(RESOURCE.ID);
    Map<UUID, List<Placement>> placements = Placements.of(in, ids);
    Map<UUID, ServerRecord> on =
        servers.find(
            placements.values().stream().flatMap(List::stream).map(Placement::server).toList());
    Map<UUID, Failover> failovers = Failovers.open(in, ids);
    Set<UUID> switches = Failovers.switchesAsked(in, ids);
    Map<UUID, Integer> upgrades = Upgrades.wanted(in, ids);
    int vantages =
        batch.stream().map(Subject::state).anyMatch(MAY_LEAD_TO_PROMOTION::contains)
            ? reach.plane().vantages().living().size()
            : 0;
    Set<UUID> waiting = upgrades.isEmpty() ? Set.of() : Upgrades.waiting(in, upgrades.keySet());
    Map<UUID, Visit<PairAct, PairSeen>> visits = new HashMap<>();
    for (Subject subject : batch) {
      UUID id = resource(subject);
      ResourceRecord row = resources.get(id);
      if (row != null) {
        Pair pair =
            new Pair(
                subject,
                row,
                Move.of(row, plans, Optional.ofNullable(upgrades.get(id))),
                placements.getOrDefault(id, List.of()),
                on,
                Optional.ofNullable(failovers.get(id)),
                switches.contains(id),
                waiting.contains(id));
        visits.put(subject.id(), new PairVisit(pair, this, vantages));
      }
    }
    return visits;
  }

  PairEyes eyes() {
    return eyes;
  }

  StandbyActs forming() {
    return forming;
  }

  FailoverActs failing() {
    return failing;
  }

  UpgradeActs upgrading() {
    return upgrading;
  }

  OldLeaderActs old() {
    return old;
  }

  String vantage() {
    return reach.vantage().name();
  }

  @Override
  public void close() {
    sessions.close();
  }
}
