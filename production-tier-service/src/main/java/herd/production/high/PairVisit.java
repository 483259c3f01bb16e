package herd.production.high;

import herd.controlplane.ring.Act;
import herd.controlplane.ring.Look;
import herd.controlplane.ring.Observation;
import herd.controlplane.ring.Visit;
import herd.fleet.Outcome;
import herd.fleet.provider.MachineState;
import herd.fleet.replication.NodeFacts;
import herd.fleet.tenant.LockTable;
import herd.production.high.PairEyes.Later;
import herd.production.high.PairSeen.Leader;
import herd.production.high.PairSeen.OldLeader;
import herd.production.high.PairSeen.Standby;
import herd.production.placement.Placement;
import herd.production.placement.Role;
import herd.production.placement.Standing;
import herd.tier.Votes;
import herd.tier.generated.tables.records.ServerRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** One round of one pair: what is asked depends on its state. */
final class PairVisit implements Visit<PairAct, PairSeen> {

  /** Looks that speak together do so within this time (SAFETY 6, high availability). */
  private static final Duration TOGETHER = Duration.ofSeconds(3);

  /** So much is replayed in a moment: starting the leader again is sooner than a promotion. */
  private static final long SMALL_REDO = 32L << 20;

  /** A standby this close catches up before a customer notices that commits wait. */
  private static final long CLOSE = 16L << 20;

  /** A streaming standby hears something of its leader at least every two seconds. */
  private static final long SILENCE_MILLIS = 3500;

  /** So many earlier looks must have seen a standby behind before that is trouble. */
  private static final int LASTING = 5;

  private static final Duration LATELY = Duration.ofSeconds(10);

  /** The oldest look of the two minutes that are recalled is at least so old. */
  private static final Duration LONG_AWAY = Duration.ofSeconds(100);

  /** A leader that is looked at by a commit sends something more often than this. */
  private static final long QUIET_MILLIS = 1000;

  /** In the first moments of fencing nothing is asked of a leader that was just found wanting. */
  private static final Duration AT_ONCE = Duration.ofSeconds(5);

  private final Pair pair;
  private final PairState state;
  private final PairRing ring;
  private final int vantages;
  private Optional<PairEyes.Node> leader = Optional.empty();
  private Optional<PairEyes.Node> standby = Optional.empty();
  private Optional<String> host = Optional.empty();
  private Optional<MachineState> machine = Optional.empty();
  private boolean machineKnown;
  private Optional<Boolean> hears = Optional.empty();
  private OldLeader oldLeader = OldLeader.NONE;

  /**
   * @param vantages how many live, while that counts
   */
  PairVisit(Pair pair, PairRing ring, int vantages) {
    this.pair = pair;
    this.state = PairState.valueOf(pair.subject().state());
    this.ring = ring;
    this.vantages = vantages;
  }

  @Override
  public Look look() throws InterruptedException {
    if (!pair.subject().wanted() || !pair.leaderReady()) {
      return Look.atOurBooks();
    }
    return switch (state) {
      case UPGRADING, PROMOTING, SINGLE, DISSOLVED -> Look.atOurBooks();
      case ALONE -> lookForOldLeader();
      case FENCING ->
          pair.failover().flatMap(Failover::receipt).isPresent() || justBegun()
              ? Look.atOurBooks()
              : lookAtBoth(true);
      case FORMING, GUARDED -> lookAtBoth(false);
      case DOUBTFUL, RESTARTING -> lookAtBoth(true);
    };
  }

  /** By the time of its last look, which is when it moved here. */
  private boolean justBegun() {
    return Duration.between(pair.subject().since(), pair.subject().lookedAt()).compareTo(AT_ONCE)
        < 0;
  }

  private Look lookForOldLeader() throws InterruptedException {
    Optional<ServerRecord> old = pair.server(Role.OLD_LEADER);
    if (old.isPresent()) {
      String said = ring.eyes().host(old.get());
      boolean answers = said.equals("alive") || said.equals("dead");
      oldLeader =
          said.equals("alive") && leads(ring.eyes().standby(pair.id(), old.get()))
              ? OldLeader.LEADS
              : answers ? OldLeader.REACHABLE : stopped(old.get());
    }
    return Look.atOurBooks();
  }

  private static boolean leads(PairEyes.Node node) {
    return node.sighting().ok() && node.facts().filter(seen -> !seen.inRecovery()).isPresent();
  }

  private OldLeader stopped(ServerRecord old) throws InterruptedException {
    return Later.of(() -> ring.eyes().machine(old))
            .get()
            .flatMap(found -> found)
            .filter(MachineState.STOPPED::equals)
            .isPresent()
        ? OldLeader.OFF
        : OldLeader.AWAY;
  }

  private Look lookAtBoth(boolean closely) throws InterruptedException {
    long begun = System.nanoTime();
    ServerRecord lead = pair.need(Role.LEADER);
    PairEyes eyes = ring.eyes();
    Optional<ServerRecord> other =
        pair.server(Role.STANDBY)
            .filter(on -> on.getCertificate() != null && Pair.copied(on, lead));
    Later<PairEyes.Node> leaderSoon = Later.of(() -> eyes.leader(pair.id(), lead, closely));
    Optional<Later<PairEyes.Node>> standbySoon =
        other.map(on -> Later.of(() -> eyes.standby(pair.id(), on)));
    if (closely) {
      Later<String> hostSoon = Later.of(() -> eyes.host(lead));
      Later<Optional<MachineState>> machineSoon = Later.of(() -> eyes.machine(lead));
      Optional<Later<Optional<Boolean>>> hearsSoon =
          other.map(on -> Later.within(PairEyes.HEARS_LIMIT, () -> eyes.hears(on, lead)));
      leader = leaderSoon.get();
      host = hostSoon.get();
      Optional<Optional<MachineState>> said = machineSoon.get();
      machineKnown = said.isPresent();
      machine = said.flatMap(found -> found);
      // Nobody asks for it while the leader commits.
      if (hearsSoon.isPresent() && leader.filter(seen -> outcome(seen) == Outcome.OK).isEmpty()) {
        hears = hearsSoon.get().get().flatMap(found -> found);
      }
    } else {
      leader = leaderSoon.get();
    }
    if (standbySoon.isPresent()) {
      standby = standbySoon.get().get();
    }
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    Outcome outcome = leader.map(PairVisit::outcome).orElse(Outcome.BLIND);
    return new Look(
        outcome.word(),
        outcome == Outcome.OK,
        outcome.speaksForDown(),
        leader.filter(node -> node.sighting().fresh()).isPresent(),
        took,
        Optional.of(facts().json()),
        true);
  }

  private PairFacts facts() {
    return new PairFacts(
        detail(),
        leader.flatMap(PairEyes.Node::facts).map(NodeFacts::timeline),
        leads().map(NodeFacts::writtenLsn),
        leader.flatMap(PairEyes.Node::facts).map(NodeFacts::redoDistanceBytes),
        standby.map(_ -> standbySight().name()),
        lag(),
        replayBehind(),
        standby.flatMap(PairEyes.Node::facts).flatMap(NodeFacts::receiverMessageAgeMillis),
        host,
        machine.map(Enum::name),
        hears);
  }

  private String detail() {
    return leader.map(node -> node.sighting().detail()).orElse("not seen");
  }

  private Optional<Long> lag() {
    return leader
        .flatMap(PairEyes.Node::facts)
        .flatMap(lead ->
            standby
                .flatMap(PairEyes.Node::facts)
                .map(node -> Math.max(0, lead.writtenLsn() - node.receivedLsn())));
  }

  private Optional<Long> replayBehind() {
    return standby
        .flatMap(PairEyes.Node::facts)
        .filter(NodeFacts::inRecovery)
        .map(node -> Math.max(0, node.receivedLsn() - node.replayedLsn()));
  }

  /** What is no copy yet may be served by other programs than its copy will be. */
  private Optional<Boolean> sortAlike() {
    Optional<String> ours = pair.server(Role.LEADER).map(ServerRecord::getCollations);
    Optional<String> its =
        pair.server(Role.STANDBY)
            .filter(on -> Pair.copied(on, pair.need(Role.LEADER)))
            .map(ServerRecord::getCollations);
    return ours.flatMap(leads -> its.map(leads::equals));
  }

  private static List<PairFacts> facts(List<Observation> recalled) {
    return recalled.stream()
        .flatMap(earlier -> earlier.facts().flatMap(PairFacts::read).stream())
        .toList();
  }

  private static List<Observation> lately(List<Observation> recalled, Instant now) {
    return recalled.stream().filter(earlier -> earlier.at().isAfter(now.minus(LATELY))).toList();
  }

  private Optional<NodeFacts> leads() {
    return leader.flatMap(PairEyes.Node::facts).filter(seen -> !seen.inRecovery());
  }

  private boolean lacksLittle(List<Observation> recalled) {
    Optional<Long> written =
        leads()
            .map(NodeFacts::writtenLsn)
            .or(() ->
                facts(recalled).stream()
                    .flatMap(earlier -> earlier.written().stream())
                    .findFirst());
    Optional<Long> has =
        standby
            .flatMap(PairEyes.Node::facts)
            .map(seen -> Math.max(seen.receivedLsn(), seen.replayedLsn()));
    return written.isPresent()
        && has.isPresent()
        && written.get() - has.get() <= pair.high().lagBoundBytes();
  }

  private boolean longAway(List<Observation> recalled, Instant now) {
    boolean forLong = !recalled.isEmpty() && recalled.getLast().at().isBefore(now.minus(LONG_AWAY));
    return forLong
        && facts(recalled).stream()
            .allMatch(earlier ->
                earlier
                    .standby()
                    .filter(sight ->
                        sight.equals(Standby.LOST.name()) || sight.equals(Standby.APART.name()))
                    .isPresent());
  }

  /** A burst of writes is behind for a moment; what lasts for several looks is not a burst. */
  private Optional<Boolean> replaysLate(List<Observation> recalled) {
    long bound = pair.high().lagBoundBytes();
    List<Long> before =
        facts(recalled).stream().flatMap(earlier -> earlier.replayBehind().stream()).toList();
    return replayBehind()
        .flatMap(behind ->
            behind <= bound
                ? Optional.of(false)
                : before.size() >= LASTING && before.stream().allMatch(each -> each > bound)
                    ? Optional.of(true)
                    : Optional.empty());
  }

  @Override
  public PairSeen seen(Look look, List<Observation> recalled, Instant now) {
    Leader sight = leaderSight(look);
    return new PairSeen(
        pair.subject().wanted() && pair.resource().getDeprovisionedAt() == null,
        pair.leaderReady(),
        sight,
        votes(look, recalled, now, Outcome::speaksForDown),
        votes(look, recalled, now, Outcome.CANNOT_COMMIT::equals),
        vantages,
        host.filter(said -> said.equals("alive") || said.equals("dead")).map("dead"::equals),
        machineKnown && machine.filter(MachineState.RUNNING::equals).isEmpty(),
        facts(recalled).stream()
            .flatMap(earlier -> earlier.redoDistance().stream())
            .findFirst()
            .filter(redo -> redo < SMALL_REDO)
            .isPresent(),
        standbySight(),
        standing(),
        pair.synchronous(),
        pair.neverReleases(),
        hears,
        lacksLittle(recalled),
        leads().map(seen -> !seen.synchronousNames().isEmpty()),
        longAway(recalled, now),
        replaysLate(lately(recalled, now)),
        sortAlike(),
        pair.failover().filter(Failover::promoted).isPresent(),
        pair.failover().filter(Failover::planned).isPresent(),
        pair.failover().flatMap(Failover::receipt),
        pair.failover().flatMap(Failover::upgrade).map(Upgrade::stage).orElse(Upgrade.Stage.NONE),
        pair.server(Role.OLD_LEADER).isPresent() ? atLeastAway() : OldLeader.NONE,
        awaited(now),
        pair.switchAsked(),
        pair.awaitsWindow(),
        pair.plan().high().isPresent(),
        pair.leaderFits(),
        pair.standbyFits(),
        Duration.between(pair.subject().since(), now),
        why());
  }

  private Duration awaited(Instant now) {
    Instant leads = pair.subject().since();
    return Duration.between(
        pair.failover().flatMap(Failover::stoppedAt).filter(leads::isBefore).orElse(leads), now);
  }

  private OldLeader atLeastAway() {
    return oldLeader == OldLeader.NONE ? OldLeader.AWAY : oldLeader;
  }

  private Leader leaderSight(Look look) {
    if (leader.isEmpty() || look.outcome().equals(Look.BLIND)) {
      return Leader.UNSEEN;
    }
    if (leader.get().facts().filter(NodeFacts::inRecovery).isPresent()) {
      return Leader.FENCED;
    }
    return switch (outcome(leader.get())) {
      case OK -> Leader.COMMITS;
      case CANNOT_COMMIT -> Leader.MUTE;
      case REFUSED, RESET, TIMED_OUT -> Leader.DOWN;
      case STARTING, FULL, AUTH_REFUSED, TLS_BAD -> Leader.OTHER;
      case BLIND -> Leader.UNSEEN;
    };
  }

  /** Out of locks, it is full: its customer's own doing, and another server would soon be, too. */
  private static Outcome outcome(PairEyes.Node node) {
    return LockTable.isFull(node.sighting()) ? Outcome.FULL : node.sighting().outcome();
  }

  private Standby standbySight() {
    Optional<ServerRecord> on = pair.server(Role.STANDBY);
    if (on.isEmpty()) {
      return Standby.NONE;
    }
    if (on.get().getCertificate() == null) {
      return Standby.WAITING;
    }
    if (!Pair.copied(on.get(), pair.need(Role.LEADER))) {
      return Standby.COPYABLE;
    }
    Optional<NodeFacts> facts =
        standby.filter(node -> node.sighting().ok()).flatMap(PairEyes.Node::facts);
    if (facts.filter(NodeFacts::inRecovery).isEmpty()) {
      return facts.isPresent() ? Standby.LEADS : Standby.LOST;
    }
    boolean silent =
        facts.get().receiverMessageAgeMillis().filter(age -> age > SILENCE_MILLIS).isPresent();
    // It notices only after a while that no way leads to a leader that we reach.
    boolean cutOff =
        leader.filter(seen -> outcome(seen) == Outcome.CANNOT_COMMIT).isPresent()
            && !hears.orElse(true)
            && facts.get().receiverMessageAgeMillis().filter(age -> age > QUIET_MILLIS).isPresent();
    if (!facts.get().receiverStreaming() || silent || cutOff) {
      return Standby.APART;
    }
    return lag().filter(behind -> behind < CLOSE).isPresent() ? Standby.CLOSE : Standby.STREAMING;
  }

  private Standing standing() {
    return pair.placed(Role.STANDBY).map(Placement::standing).orElse(Standing.NONE);
  }

  private int votes(Look look, List<Observation> recalled, Instant now, Predicate<Outcome> speaks) {
    Votes.Rule rule = new Votes.Rule(TOGETHER, false, speaks);
    return Votes.count(look, ring.vantage(), recalled, now, rule).down();
  }

  private String why() {
    String about =
        leader
            .map(node -> node.sighting().ok() ? "it commits" : node.sighting().detail())
            .orElse("nothing seen");
    String said = host.map(word -> ", its host says " + word).orElse("");
    return "%s%s, standby %s, from %s".formatted(about, said, standbySight(), ring.vantage());
  }

  @Override
  public Act act(PairAct name) {
    return switch (name) {
      case PLACE_STANDBY -> ring.forming().place(pair);
      case COPY_STANDBY -> ring.forming().copy(pair);
      case START_STANDBY -> ring.forming().start(pair);
      case QUALIFY -> ring.forming().qualify(pair);
      case RELEASE -> ring.forming().release(pair);
      case REPLACE_STANDBY -> ring.forming().replace(pair);
      case RESTART_LEADER -> ring.failing().restart(pair);
      case FENCE -> ring.failing().fence(pair);
      case UPGRADE_STANDBY -> ring.upgrading().upgrade(pair);
      case PROMOTE -> ring.failing().promote(pair);
      case STOP_OLD_LEADER -> ring.old().stop(pair);
      case STOP_SECOND_LEADER -> ring.old().stopSecond(pair);
      case BOOT_OLD_LEADER -> ring.old().boot(pair);
      case REJOIN -> ring.old().rejoin(pair);
      case ABANDON_OLD_LEADER -> ring.old().abandon(pair);
    };
  }
}
