package herd.production.high;

import herd.controlplane.ring.Act;
import herd.controlplane.ring.Claim;
import herd.controlplane.ring.Leases;
import herd.controlplane.ring.Token;
import herd.fleet.act.Host;
import herd.fleet.replication.ReadProcessFacts;
import herd.fleet.replication.StopForGood;
import herd.fleet.replication.StoppedAt;
import herd.fleet.replication.Upstream;
import herd.production.copy.StreamNames;
import herd.production.placement.Placement;
import herd.production.placement.Role;
import herd.tier.Reach;
import herd.tier.generated.tables.records.ServerRecord;
import herd.tier.server.Servers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;

/** What the acts of a pair have in common: their leases, and how they reach a server. */
record Hands(Reach reach, Servers servers) {

  private static final Duration BOOT_LIMIT = Duration.ofSeconds(5);

  /** Below ordinary work: whoever wants the leader's server for itself need not wait. */
  private static final int YIELDS = Claim.ORDINARY - 1;

  /** Work that a failover may push aside: the leader's server is shared with its tenant's acts. */
  Act ordinary(Pair pair, Act.Leased act) {
    return Act.under(beside(pair, Claim.ORDINARY), act);
  }

  /**
   * Work that may last an hour and does something on the leader only as it begins: a restart of the
   * leader takes its server over. What was being read from it then begins again.
   */
  Act yielding(Pair pair, Act.Leased act) {
    return Act.under(beside(pair, YIELDS), act);
  }

  private static List<Claim> beside(Pair pair, int rankOnLeader) {
    List<Claim> claims = new ArrayList<>();
    claims.add(Claim.alone(pair.id()));
    for (Placement each : pair.placements()) {
      boolean leads = each.role() == Role.LEADER;
      claims.add(new Claim(each.server(), leads, leads ? rankOnLeader : Claim.ORDINARY));
    }
    return claims;
  }

  /** The resource and all its servers, before everything else (SAFETY 3). */
  Act aboveAll(Pair pair, Act.Leased act) {
    List<Claim> claims = new ArrayList<>();
    claims.add(new Claim(pair.id(), false, Claim.FAILOVER));
    claims.add(new Claim(pair.resource().getId(), false, Claim.FAILOVER));
    for (Placement each : pair.placements()) {
      claims.add(new Claim(each.server(), false, Claim.FAILOVER));
    }
    return Act.under(claims, act);
  }

  Host host(ServerRecord server) {
    return Servers.host(server, reach.identity());
  }

  /** Only until its next boot. Read before the books are asked whether Postgres may be started. */
  Host duringItsBoot(ServerRecord server) {
    Host host = host(server);
    return host.during(
        new ReadProcessFacts(reach.unfenced()).run(reach.vantage(), host, BOOT_LIMIT).bootId());
  }

  /**
   * The stopped receipt of a server, also when it was stopped before.
   *
   * @param grace how long it may shut down in order before it is killed
   */
  StoppedAt stopForGood(ServerRecord server, Token token, Duration grace, Duration limit) {
    return new StopForGood(reach.fenced())
        .run(
            reach.vantage(),
            host(server),
            on(server, token),
            server.getSystemIdentifier(),
            grace,
            limit);
  }

  /** What the server checks. */
  static List<herd.fleet.act.Claim> on(ServerRecord server, Token token) {
    return List.of(
        herd.fleet.act.Claim.exclusive(
            server.getId().toString(), token.generation(), token.number()));
  }

  /** The same on a server that others share. */
  static List<herd.fleet.act.Claim> beside(ServerRecord server, Token token) {
    return List.of(
        herd.fleet.act.Claim.shared(server.getId().toString(), token.generation(), token.number()));
  }

  Upstream upstream(ServerRecord leader, Placement standby) {
    return new Upstream(
        leader.getAddress(),
        leader.getPort(),
        leader.getCertificate(),
        servers.replicationSecret(leader).secret(),
        StreamNames.slot(standby.server()),
        Pair.standbyName(standby));
  }

  /** A change of our own books that counts only while the act's lease stands. */
  String books(Pair pair, Token token, Change change) {
    return reach
        .plane()
        .dsl()
        .transactionResult(tx ->
            Leases.stands(tx.dsl(), pair.id(), token)
                ? change.make(tx.dsl())
                : "too late: the lease is another's");
  }

  interface Change {
    String make(DSLContext in);
  }
}
