package herd.production.high;

import herd.controlplane.Subject;
import herd.controlplane.ring.Act;
import herd.controlplane.ring.Claim;
import herd.controlplane.ring.Token;
import herd.fleet.Outcome;
import herd.fleet.act.ActFailed;
import herd.fleet.act.Fenced;
import herd.fleet.replication.CreateSlot;
import herd.fleet.replication.DropSlot;
import herd.fleet.replication.FollowUpstream;
import herd.fleet.replication.LetReplay;
import herd.fleet.replication.NodeFacts;
import herd.fleet.replication.SetSynchronousNames;
import herd.fleet.replication.StandbySeen;
import herd.fleet.server.Cluster;
import herd.fleet.server.StartPostgres;
import herd.fleet.ssh.SshTrouble;
import herd.production.copy.CopyOfLeader;
import herd.production.copy.StreamNames;
import herd.production.placement.Placement;
import herd.production.placement.Placements;
import herd.production.placement.Role;
import herd.production.placement.Standing;
import herd.tier.Reach;
import herd.tier.generated.tables.records.ServerRecord;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jooq.DSLContext;

/** The acts that give a leader its standby, and take its standing from it. */
public final class StandbyActs {

  private static final Duration SHORT = Duration.ofSeconds(10);
  private static final Duration START = Duration.ofSeconds(45);
  private static final Duration SYNC = Duration.ofSeconds(8);
  private static final Duration STEP = Duration.ofMillis(50);

  private final Hands hands;
  private final Reach reach;
  private final Fenced fenced;
  private final PairEyes eyes;
  private final Housing housing;

  /** Where servers for standbys come from. */
  public interface Housing {
    /** Places a standby on a server in another zone than the leader's, or wants one to be made. */
    String second(DSLContext in, UUID resource);
  }

  StandbyActs(Hands hands, PairEyes eyes, Housing housing) {
    this.hands = hands;
    this.reach = hands.reach();
    this.fenced = reach.fenced();
    this.eyes = eyes;
    this.housing = housing;
  }

  Act place(Pair pair) {
    return hands.ordinary(
        pair,
        token ->
            hands.books(
                pair,
                token,
                in ->
                    Placements.of(in, pair.resource().getId()).stream()
                            .anyMatch(one -> one.role() != Role.LEADER)
                        ? "it has a second server already"
                        : housing.second(in, pair.resource().getId())));
  }

  /** A long step on the standby's server; whoever comes after a lost worker adopts it. */
  Act copy(Pair pair) {
    return hands.yielding(
        pair,
        token -> {
          ServerRecord leader = pair.need(Role.LEADER);
          ServerRecord standby = pair.need(Role.STANDBY);
          Placement placed = pair.needPlaced(Role.STANDBY);
          createSlot(leader, placed, token);
          Optional<Cluster> made =
              new CopyOfLeader(reach, hands.servers())
                  .make(
                      leader,
                      standby,
                      hands.upstream(leader, placed),
                      pair.plan().size().maxConnections(),
                      false,
                      token);
          return made.isPresent() ? "the leader is copied" : "the copy was lost; it begins again";
        });
  }

  private void createSlot(ServerRecord leader, Placement standby, Token token) {
    new CreateSlot(fenced)
        .run(
            reach.vantage(),
            hands.host(leader),
            Hands.beside(leader, token),
            leader.getSystemIdentifier(),
            StreamNames.slot(standby.server()),
            SHORT);
  }

  Act start(Pair pair) {
    return hands.ordinary(
        pair,
        token -> {
          ServerRecord leader = pair.need(Role.LEADER);
          createSlot(leader, pair.needPlaced(Role.STANDBY), token);
          follow(pair, leader, token);
          ServerRecord standby = pair.need(Role.STANDBY);
          String state =
              new StartPostgres(fenced)
                  .run(
                      reach.vantage(),
                      hands.host(standby),
                      Hands.on(standby, token).getFirst(),
                      standby.getSystemIdentifier(),
                      START);
          if (standby.getCollations() == null) {
            // How it sorts is seen by a look at its server, and what it may do rests on that.
            reach.plane().subjects().due(standby.getId());
          }
          return "Postgres is " + state;
        });
  }

  private void follow(Pair pair, ServerRecord leader, Token token) {
    ServerRecord standby = pair.need(Role.STANDBY);
    new FollowUpstream(fenced)
        .run(
            reach.vantage(),
            hands.host(standby),
            Hands.on(standby, token),
            standby.getSystemIdentifier(),
            hands.upstream(leader, pair.needPlaced(Role.STANDBY)),
            SHORT);
  }

  /**
   * Sets the leader's names, sees the standby in sync and past what the leader had then, and only
   * then stores the standing (SAFETY 11). The token has landed on the leader by that: whoever
   * wanted to clear the names before comes too late.
   */
  Act qualify(Pair pair) {
    return hands.aboveAll(
        pair,
        token -> {
          ServerRecord leader = pair.need(Role.LEADER);
          Placement standby = pair.needPlaced(Role.STANDBY);
          String name = Pair.standbyName(standby);
          follow(pair, leader, token);
          boolean waited = pair.neverReleases() && waits(pair, leader);
          names(leader, Optional.of(name), token);
          if (!inSync(pair, leader, name)) {
            if (waited) {
              return "the standby did not come into sync yet; commits go on waiting, for this one";
            }
            names(leader, Optional.empty(), token);
            return "the standby did not come into sync, so nobody waits for it";
          }
          return hands.books(
              pair,
              token,
              in ->
                  Placements.change(
                          in, standby, Role.STANDBY, Standing.QUALIFIED, Optional.of(name))
                      ? "the standby is qualified as " + name
                      : "its placement has changed meanwhile");
        });
  }

  /** By its own settings, or because its commit does not come back. */
  private boolean waits(Pair pair, ServerRecord leader) {
    PairEyes.Node node = eyes.leader(pair.id(), leader, false);
    return node.facts()
        .map(seen -> !seen.synchronousNames().isEmpty())
        .orElse(node.sighting().outcome() == Outcome.CANNOT_COMMIT);
  }

  private boolean inSync(Pair pair, ServerRecord leader, String name) throws InterruptedException {
    long deadline = System.nanoTime() + SYNC.toNanos();
    Optional<Long> goal = Optional.empty();
    while (System.nanoTime() < deadline) {
      PairEyes.Node node = eyes.leader(pair.id(), leader, false);
      Optional<NodeFacts> facts = node.facts();
      if (facts.isPresent()) {
        long written = facts.get().writtenLsn();
        long wanted = goal.orElse(written);
        goal = Optional.of(wanted);
        Optional<StandbySeen> seen =
            node.standbys().stream()
                .filter(each -> each.applicationName().equals(name))
                .findFirst();
        if (facts.get().synchronousNames().contains(name)
            && seen.filter(s -> s.syncState().equals("sync") && s.flushedLsn() >= wanted)
                .isPresent()) {
          return true;
        }
      }
      TimeUnit.NANOSECONDS.sleep(STEP.toNanos());
    }
    return false;
  }

  /** Says what holds a standby's replay up, and removes it as far as it can be removed. */
  Act letReplay(Subject pair) {
    UUID resource = pair.partOf().orElseThrow();
    Placement placed =
        Placements.of(reach.plane().dsl(), resource).stream()
            .filter(one -> one.role() == Role.STANDBY)
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("there is no standby just now"));
    ServerRecord standby = hands.servers().find(placed.server()).orElseThrow();
    return Act.under(
        List.of(Claim.alone(standby.getId())),
        token ->
            new LetReplay(fenced)
                .run(
                    reach.vantage(),
                    hands.host(standby),
                    Hands.on(standby, token),
                    standby.getSystemIdentifier(),
                    SHORT));
  }

  /**
   * The row first, then the names: never may a row lend a standing that the leader does not keep.
   */
  Act release(Pair pair) {
    return hands.aboveAll(
        pair,
        token -> {
          Optional<Placement> standby = pair.placed(Role.STANDBY);
          String said =
              hands.books(pair, token, in -> standby.map(one -> withdrawn(in, one)).orElse(""));
          if (!said.isEmpty()) {
            return said;
          }
          names(pair.need(Role.LEADER), Optional.empty(), token);
          return "the leader's commits wait for nobody: one copy";
        });
  }

  private static String withdrawn(DSLContext in, Placement standby) {
    return Placements.change(in, standby, Role.STANDBY, Standing.NONE, Optional.empty())
        ? ""
        : "its placement has changed meanwhile";
  }

  private void names(ServerRecord leader, Optional<String> name, Token token) {
    new SetSynchronousNames(fenced)
        .run(
            reach.vantage(),
            hands.host(leader),
            Hands.on(leader, token),
            leader.getSystemIdentifier(),
            name,
            SHORT);
  }

  /**
   * Its server is ended by its own machine, which acts on an id that nothing refers to any more.
   */
  Act replace(Pair pair) {
    return hands.aboveAll(
        pair,
        token -> {
          Placement standby = pair.needPlaced(Role.STANDBY);
          if (standby.standing() != Standing.NONE && !pair.neverReleases()) {
            return "it still has a standing";
          }
          if (pair.neverReleases() && !eyes.stores(pair.need(Role.LEADER))) {
            return "the leader stores nothing by itself either: its standby may be all that is left";
          }
          String done =
              hands.books(
                  pair,
                  token,
                  in -> {
                    Placements.remove(in, standby.resource(), standby.server());
                    reach.plane().subjects().in(in).unwant(standby.server());
                    return "the standby's server is given up";
                  });
          return done + dropSlot(pair.need(Role.LEADER), standby.server(), token);
        });
  }

  /** As far as the leader can be reached: a slot nobody uses would keep WAL up to its limit. */
  String dropSlot(ServerRecord leader, UUID server, Token token) {
    try {
      new DropSlot(fenced)
          .run(
              reach.vantage(),
              hands.host(leader),
              List.of(Hands.on(leader, token).getFirst()),
              leader.getSystemIdentifier(),
              StreamNames.slot(server),
              SHORT);
      return "";
    } catch (ActFailed | SshTrouble e) {
      return "; its slot stays: " + e.getMessage();
    }
  }
}
