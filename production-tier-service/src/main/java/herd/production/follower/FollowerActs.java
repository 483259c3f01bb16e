package herd.production.follower;

import herd.controlplane.ring.Act;
import herd.controlplane.ring.Claim;
import herd.controlplane.ring.Leases;
import herd.controlplane.ring.Token;
import herd.fleet.act.ActFailed;
import herd.fleet.act.Host;
import herd.fleet.replication.CreateSlot;
import herd.fleet.replication.DropSlot;
import herd.fleet.replication.FollowUpstream;
import herd.fleet.replication.PromoteStandby;
import herd.fleet.replication.Promoted;
import herd.fleet.replication.Upstream;
import herd.fleet.server.Cluster;
import herd.fleet.server.StartPostgres;
import herd.fleet.ssh.SshTrouble;
import herd.production.copy.CopyOfLeader;
import herd.production.copy.StreamNames;
import herd.tier.Reach;
import herd.tier.generated.tables.records.ServerRecord;
import herd.tier.server.Servers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jooq.DSLContext;

/**
 * What is done to a follower. Each act holds the follower, its resource and its server alone, and
 * its leader's server together with its customer's other acts.
 */
final class FollowerActs {

  private static final Duration SHORT = Duration.ofSeconds(10);
  private static final Duration START = Duration.ofSeconds(40);

  private final Reach reach;
  private final Servers servers;

  FollowerActs(Reach reach, Servers servers) {
    this.reach = reach;
    this.servers = servers;
  }

  /** In place of whatever its server holds; while it runs the books have no copy. */
  Act copy(Follower follower) {
    return leased(
        follower,
        true,
        token -> {
          ServerRecord leader = follower.needUpstream();
          ServerRecord own = follower.needServer();
          createSlot(leader, own, token);
          if (!books(follower, token, in -> Followers.copied(in, id(follower), false))) {
            return "too late";
          }
          Optional<Cluster> made =
              new CopyOfLeader(reach, servers)
                  .make(
                      leader,
                      own,
                      upstream(leader, own),
                      follower.plan().size().maxConnections(),
                      true,
                      token);
          if (made.isEmpty()) {
            return "the copy was lost; it begins again";
          }
          return books(follower, token, in -> Followers.copied(in, id(follower), true))
              ? "the leader is copied"
              : "too late";
        });
  }

  Act follow(Follower follower) {
    return leased(
        follower,
        true,
        token -> {
          ServerRecord leader = follower.needUpstream();
          ServerRecord own = follower.needServer();
          createSlot(leader, own, token);
          new FollowUpstream(reach.fenced())
              .run(
                  reach.vantage(),
                  host(own),
                  on(own, token),
                  own.getSystemIdentifier(),
                  upstream(leader, own),
                  SHORT);
          String started =
              "Postgres is "
                  + new StartPostgres(reach.fenced())
                      .run(
                          reach.vantage(),
                          host(own),
                          on(own, token).getFirst(),
                          own.getSystemIdentifier(),
                          START);
          return books(follower, token, in -> Followers.pointedAt(in, id(follower), leader.getId()))
              ? started
              : "too late";
        });
  }

  /**
   * @param position what it has replayed, in bytes since 0/0: the standby may let that go
   */
  Act hold(Follower follower, long position) {
    ServerRecord heir =
        follower.heir().orElseThrow(() -> new IllegalStateException("there is no standby"));
    return Act.under(
        List.of(Claim.alone(follower.subject().id()), Claim.together(heir.getId())),
        token -> {
          new CreateSlot(reach.fenced())
              .run(
                  reach.vantage(),
                  host(heir),
                  beside(heir, token),
                  heir.getSystemIdentifier(),
                  StreamNames.slot(follower.needServer().getId()),
                  position,
                  SHORT);
          return books(follower, token, in -> Followers.heldOn(in, id(follower), heir.getId()))
              ? "the leader's standby keeps WAL from %d on".formatted(position)
              : "too late";
        });
  }

  /** It replays what it has, and leads from then on. Nobody else leads its resource. */
  Act detach(Follower follower) {
    return leased(
        follower,
        false,
        token -> {
          ServerRecord own = follower.needServer();
          Promoted promoted =
              new PromoteStandby(reach.fenced())
                  .run(
                      reach.vantage(), host(own), on(own, token), own.getSystemIdentifier(), START);
          return "it leads on timeline %d from %s".formatted(promoted.timeline(), promoted.lsn())
              + dropSlot(follower, token);
        });
  }

  Act leave(Follower follower) {
    return leased(
        follower,
        false,
        token -> {
          String slot = dropSlot(follower, token);
          return books(follower, token, in -> Followers.end(in, id(follower)))
              ? "it follows nobody" + slot
              : "too late";
        });
  }

  private void createSlot(ServerRecord leader, ServerRecord own, Token token) {
    new CreateSlot(reach.fenced())
        .run(
            reach.vantage(),
            host(leader),
            beside(leader, token),
            leader.getSystemIdentifier(),
            StreamNames.slot(own.getId()),
            SHORT);
  }

  /** As far as the leader can be reached; a slot nobody uses keeps WAL up to its limit only. */
  private String dropSlot(Follower follower, Token token) {
    return follower.standingUpstream().map(on -> dropSlot(follower, on, token)).orElse("")
        + follower.heir().map(on -> dropSlot(follower, on, token)).orElse("");
  }

  private String dropSlot(Follower follower, ServerRecord on, Token token) {
    if (follower.server().isEmpty()) {
      return "";
    }
    try {
      new DropSlot(reach.fenced())
          .run(
              reach.vantage(),
              host(on),
              beside(on, token),
              on.getSystemIdentifier(),
              StreamNames.slot(follower.server().get().getId()),
              SHORT);
      return "; its slot is gone";
    } catch (ActFailed | SshTrouble e) {
      return "; its slot stays: " + e.getMessage();
    }
  }

  private Upstream upstream(ServerRecord leader, ServerRecord own) {
    return new Upstream(
        leader.getAddress(),
        leader.getPort(),
        leader.getCertificate(),
        servers.replicationSecret(leader).secret(),
        StreamNames.slot(own.getId()),
        StreamNames.follower(own.getId()));
  }

  private Host host(ServerRecord server) {
    return Servers.host(server, reach.identity());
  }

  private static List<herd.fleet.act.Claim> on(ServerRecord server, Token token) {
    return List.of(
        herd.fleet.act.Claim.exclusive(
            server.getId().toString(), token.generation(), token.number()));
  }

  private static List<herd.fleet.act.Claim> beside(ServerRecord server, Token token) {
    return List.of(
        herd.fleet.act.Claim.shared(server.getId().toString(), token.generation(), token.number()));
  }

  private static UUID id(Follower follower) {
    return follower.resource().getId();
  }

  /**
   * @param needsLeader whether it can do without the leader's server
   */
  private static Act leased(Follower follower, boolean needsLeader, Act.Leased act) {
    List<Claim> claims = new ArrayList<>();
    claims.add(Claim.alone(follower.subject().id()));
    claims.add(Claim.alone(follower.resource().getId()));
    follower.server().ifPresent(own -> claims.add(Claim.alone(own.getId())));
    (needsLeader ? Optional.of(follower.needUpstream()) : follower.standingUpstream())
        .ifPresent(leader -> claims.add(Claim.together(leader.getId())));
    if (!needsLeader) {
      follower.heir().ifPresent(heir -> claims.add(Claim.together(heir.getId())));
    }
    return Act.under(claims, act);
  }

  /** A change of our books that counts only while the act's lease stands. */
  private boolean books(Follower follower, Token token, Consumer<DSLContext> change) {
    return reach
        .plane()
        .dsl()
        .transactionResult(tx -> {
          boolean holds = Leases.stands(tx.dsl(), follower.subject().id(), token);
          if (holds) {
            change.accept(tx.dsl());
          }
          return holds;
        });
  }
}
