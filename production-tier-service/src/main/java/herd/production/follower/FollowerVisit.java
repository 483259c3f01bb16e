package herd.production.follower;

import herd.controlplane.ring.Act;
import herd.controlplane.ring.Look;
import herd.controlplane.ring.Observation;
import herd.controlplane.ring.Visit;
import herd.fleet.Outcome;
import herd.fleet.postgres.Rows;
import herd.fleet.postgres.Sighting;
import herd.fleet.replication.NodeFacts;
import herd.fleet.replication.ReplicationSql;
import herd.fleet.tenant.TenantSql;
import herd.tier.generated.tables.records.ServerRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** One round of one follower: both it and its leader are asked how they stand in replication. */
final class FollowerVisit implements Visit<FollowerAct, FollowerSeen> {

  private static final Duration LIMIT = Duration.ofSeconds(4);

  /** A follower this far behind, in bytes, and this long, is worth a word to its customer. */
  private static final long FAR_BYTES = 64L << 20;

  private static final Duration FAR_TIME = Duration.ofMinutes(5);

  private static final Duration HOLD_EVERY = Duration.ofMinutes(1);

  private final Follower follower;
  private final FollowerRing ring;
  private Optional<Sighting> sighting = Optional.empty();
  private Optional<NodeFacts> own = Optional.empty();
  private Optional<NodeFacts> leaders = Optional.empty();

  FollowerVisit(Follower follower, FollowerRing ring) {
    this.follower = follower;
    this.ring = ring;
  }

  @Override
  public Look look() {
    if (!follower.subject().wanted() || !follower.serverReady()) {
      return Look.atOurBooks();
    }
    leaders = follower.standingUpstream().flatMap(on -> facts(ask(on)));
    if (!follower.copied()) {
      return Look.atOurBooks();
    }
    Sighting seen = ask(follower.needServer());
    sighting = Optional.of(seen);
    own = facts(seen);
    return new Look(
        seen.outcome().word(),
        seen.ok(),
        seen.outcome().speaksForDown(),
        seen.fresh(),
        seen.took(),
        Optional.of(
            new FollowerFacts(
                    why(), own.map(NodeFacts::timeline), behind(), lag().map(Duration::toMillis))
                .json()),
        true);
  }

  private Sighting ask(ServerRecord on) {
    return ring.reach()
        .sessions()
        .look(
            on.getId(),
            ring.reach().vantage(),
            herd.fleet.postgres.Look.of(
                ring.servers().monitor(on),
                TenantSql.MONITOR_DATABASE,
                List.of(ReplicationSql.NODE),
                LIMIT));
  }

  private static Optional<NodeFacts> facts(Sighting seen) {
    List<Rows> rows = seen.rows();
    return rows.isEmpty()
            || rows.getFirst().error().isPresent()
            || rows.getFirst().values().isEmpty()
        ? Optional.empty()
        : Optional.of(NodeFacts.from(rows.getFirst()));
  }

  /** On one timeline only: else the two positions say nothing of each other. */
  private Optional<Long> behind() {
    return own.flatMap(mine ->
        leaders
            .filter(theirs -> theirs.timeline() == mine.timeline())
            .map(theirs -> Math.max(0, theirs.writtenLsn() - mine.replayedLsn())));
  }

  private Optional<Duration> lag() {
    return own.flatMap(NodeFacts::replayLag);
  }

  private boolean streams() {
    return own.filter(mine -> mine.inRecovery() && mine.receiverStreaming() && !mine.replayPaused())
            .isPresent()
        && follower.pointedRight();
  }

  @Override
  public FollowerSeen seen(Look look, List<Observation> recalled, Instant now) {
    return new FollowerSeen(
        follower.subject().wanted() && follower.resource().getDeprovisionedAt() == null,
        follower.leaderWanted(),
        leaders.filter(theirs -> !theirs.inRecovery()).isPresent(),
        follower.serverReady(),
        follower.copied(),
        streams(),
        own.filter(mine -> !mine.inRecovery()).isPresent(),
        follower.following().filter(Following::unfollowAsked).isPresent(),
        follower.following().isPresent(),
        behind().filter(bytes -> bytes > FAR_BYTES).isPresent()
            && lag().filter(time -> time.compareTo(FAR_TIME) > 0).isPresent(),
        slotDue(now),
        Duration.between(begun(), now),
        why());
  }

  /** A fresh copy is given its time, too: it is not started yet. */
  private Instant begun() {
    Instant since = follower.subject().since();
    return follower.following().flatMap(Following::copiedAt).filter(since::isBefore).orElse(since);
  }

  private boolean slotDue(Instant now) {
    Optional<UUID> heir = follower.heir().map(ServerRecord::getId);
    return heir.isPresent()
        && follower
            .following()
            .filter(following ->
                !following.heldOn().equals(heir)
                    || following.heldAt().filter(at -> at.plus(HOLD_EVERY).isAfter(now)).isEmpty())
            .isPresent();
  }

  private String why() {
    if (sighting.isEmpty()) {
      return "not looked at";
    }
    Outcome outcome = sighting.get().outcome();
    if (outcome != Outcome.OK) {
      return sighting.get().detail();
    }
    if (!streams()) {
      return !follower.pointedRight()
          ? "its leader has moved"
          : own.filter(NodeFacts::replayPaused).isPresent()
              ? "its replay is paused"
              : "it receives nothing from its leader";
    }
    return behind().map(bytes -> "streams, %d bytes behind".formatted(bytes)).orElse("streams");
  }

  @Override
  public Act act(FollowerAct name) {
    return switch (name) {
      case COPY -> ring.acts().copy(follower);
      case FOLLOW -> ring.acts().follow(follower);
      case HOLD -> ring.acts().hold(follower, own.map(NodeFacts::replayedLsn).orElse(0L));
      case DETACH -> ring.acts().detach(follower);
      case LEAVE -> ring.acts().leave(follower);
    };
  }
}
