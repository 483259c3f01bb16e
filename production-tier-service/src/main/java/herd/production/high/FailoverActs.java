package herd.production.high;

import herd.controlplane.ring.Act;
import herd.controlplane.ring.Leases;
import herd.controlplane.ring.Token;
import herd.fleet.act.ActFailed;
import herd.fleet.act.Detached;
import herd.fleet.act.Fenced;
import herd.fleet.act.Host;
import herd.fleet.act.StaleToken;
import herd.fleet.replication.AnalyzeAll;
import herd.fleet.replication.PromoteStandby;
import herd.fleet.replication.Promoted;
import herd.fleet.server.StartAsLeader;
import herd.fleet.server.StartPostgres;
import herd.fleet.ssh.SshTrouble;
import herd.production.placement.Role;
import herd.tier.Reach;
import herd.tier.generated.tables.records.ServerRecord;
import java.time.Duration;
import java.util.Optional;

/** The acts until somebody leads again: a restart, or fence and promotion. */
final class FailoverActs {

  private static final Duration PROMOTION = Duration.ofSeconds(30);
  private static final Duration ANALYZE = Duration.ofSeconds(5);
  private static final Duration START = Duration.ofSeconds(50);

  private final Hands hands;
  private final Reach reach;
  private final Fenced fenced;
  private final Receipts receipts;

  FailoverActs(Hands hands) {
    this.hands = hands;
    this.reach = hands.reach();
    this.fenced = reach.fenced();
    this.receipts = new Receipts(hands);
  }

  /** Starts it as the leader that the books say it is. */
  Act restart(Pair pair) {
    return hands.aboveAll(
        pair,
        token -> {
          ServerRecord leader = pair.need(Role.LEADER);
          Host host = hands.duringItsBoot(leader);
          if (!Leases.stands(reach.plane().dsl(), pair.id(), token)) {
            return "too late";
          }
          return "Postgres is "
              + new StartAsLeader(fenced)
                  .run(
                      reach.vantage(),
                      host,
                      Hands.on(leader, token),
                      leader.getSystemIdentifier(),
                      START);
        });
  }

  /** One receipt against the old leader, whichever can be had. */
  Act fence(Pair pair) {
    return hands.aboveAll(
        pair,
        token -> {
          Failover failover =
              pair.failover()
                  .orElseThrow(() -> new IllegalStateException("no failover is under way"));
          Receipts.Had had =
              failover.planned() ? receipts.inOrder(pair, token) : receipts.any(pair, token);
          boolean stored = Failovers.receipt(reach.plane().dsl(), failover, had, pair.id(), token);
          return (stored ? "receipt: " : "too late for the receipt: ")
              + had.grade()
              + ", "
              + had.why();
        });
  }

  /** Reads the receipt again under its own token: no receipt, no promotion. */
  Act promote(Pair pair) {
    return hands.aboveAll(
        pair,
        token -> {
          Failover failover =
              pair.failover()
                  .orElseThrow(() -> new IllegalStateException("no failover is under way"));
          if (!Failovers.mayPromote(reach.plane().dsl(), failover, pair.id(), token)) {
            return "there is no receipt";
          }
          ServerRecord standby = pair.need(Role.STANDBY);
          Optional<Upgrade.Beginning> upgraded = failover.upgrade().flatMap(Upgrade::upgraded);
          Promoted promoted =
              upgraded.isPresent()
                  ? started(pair, failover, upgraded.get(), standby, token)
                  : promoted(pair, failover, standby, token);
          boolean stored =
              Failovers.promoted(
                  reach.plane().dsl(),
                  failover,
                  promoted.timeline(),
                  promoted.lsn(),
                  pair.id(),
                  token);
          if (stored && upgraded.isPresent()) {
            return "upgraded, and started; " + analyzed(standby, token);
          }
          return stored
              ? "promoted to timeline %d at %s".formatted(promoted.timeline(), promoted.lsn())
              : "promoted, and too late to say so";
        });
  }

  /** Nobody waits for it. */
  private String analyzed(ServerRecord standby, Token token) {
    try {
      new AnalyzeAll(new Detached(reach.ssh()))
          .start(reach.vantage(), hands.host(standby), Hands.on(standby, token), ANALYZE);
      return "it is being analyzed";
    } catch (ActFailed | SshTrouble e) {
      return "it has no statistics, for ANALYZE could not be begun: " + e.getMessage();
    }
  }

  /** An upgraded cluster is no standby any more, and nobody's: it leads when it is started. */
  private Promoted started(
      Pair pair, Failover failover, Upgrade.Beginning begins, ServerRecord standby, Token token) {
    Host host = hands.duringItsBoot(standby);
    if (!Failovers.mayPromote(reach.plane().dsl(), failover, pair.id(), token)) {
      throw new StaleToken("the failover is another's by now");
    }
    new StartAsLeader(fenced)
        .run(
            reach.vantage(),
            host,
            Hands.on(standby, token),
            standby.getSystemIdentifier(),
            PROMOTION);
    return new Promoted(begins.timeline(), begins.position());
  }

  private Promoted promoted(Pair pair, Failover failover, ServerRecord standby, Token token) {
    PromoteStandby act = new PromoteStandby(fenced);
    try {
      return act.run(
          reach.vantage(),
          hands.host(standby),
          Hands.on(standby, token),
          standby.getSystemIdentifier(),
          PROMOTION);
    } catch (ActFailed e) {
      if (e.kind() != ActFailed.Kind.PRECONDITION) {
        throw e;
      }
      // It died meanwhile, before its promotion or after.
      Host host = hands.duringItsBoot(standby);
      if (!Failovers.mayPromote(reach.plane().dsl(), failover, pair.id(), token)) {
        throw new StaleToken("the failover is another's by now");
      }
      new StartPostgres(fenced)
          .run(
              reach.vantage(),
              host,
              Hands.on(standby, token).getFirst(),
              standby.getSystemIdentifier(),
              PROMOTION);
      return act.run(
          reach.vantage(),
          host,
          Hands.on(standby, token),
          standby.getSystemIdentifier(),
          PROMOTION);
    }
  }
}
