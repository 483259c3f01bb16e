package herd.production.high;

import static herd.production.high.PairAct.ABANDON_OLD_LEADER;
import static herd.production.high.PairAct.BOOT_OLD_LEADER;
import static herd.production.high.PairAct.COPY_STANDBY;
import static herd.production.high.PairAct.FENCE;
import static herd.production.high.PairAct.PLACE_STANDBY;
import static herd.production.high.PairAct.PROMOTE;
import static herd.production.high.PairAct.QUALIFY;
import static herd.production.high.PairAct.REJOIN;
import static herd.production.high.PairAct.RELEASE;
import static herd.production.high.PairAct.REPLACE_STANDBY;
import static herd.production.high.PairAct.RESTART_LEADER;
import static herd.production.high.PairAct.START_STANDBY;
import static herd.production.high.PairAct.STOP_OLD_LEADER;
import static herd.production.high.PairAct.STOP_SECOND_LEADER;
import static herd.production.high.PairAct.UPGRADE_STANDBY;
import static herd.production.high.PairState.ALONE;
import static herd.production.high.PairState.DISSOLVED;
import static herd.production.high.PairState.DOUBTFUL;
import static herd.production.high.PairState.FENCING;
import static herd.production.high.PairState.FORMING;
import static herd.production.high.PairState.GUARDED;
import static herd.production.high.PairState.PROMOTING;
import static herd.production.high.PairState.RESTARTING;
import static herd.production.high.PairState.SINGLE;
import static herd.production.high.PairState.UPGRADING;
import static herd.production.plan.Receipt.STOPPED;
import static herd.statemachine.Decision.ask;
import static herd.statemachine.Decision.go;
import static herd.statemachine.Decision.stay;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import herd.production.high.PairSeen.Leader;
import herd.production.high.PairSeen.OldLeader;
import herd.production.high.PairSeen.Standby;
import herd.production.placement.Standing;
import herd.statemachine.Decision;
import herd.statemachine.Machine;
import herd.statemachine.Rule;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * The life of a leader and its standby. At most one server of a resource can acknowledge a
 * customer's commit at any time, and what was acknowledged is never lost while the standby is
 * synchronous: the explorer looks for a way to break either.
 */
public final class PairMachine implements Machine<PairState, PairAct, PairSeen> {

  /** Names of the incidents that say a state has lasted too long. */
  public static final String STUCK_FORMING = "stuck_forming";

  public static final String UNDECIDED = "undecided";
  public static final String NO_RECEIPT = "no_receipt";
  public static final String STUCK_UPGRADING = "stuck_upgrading";
  public static final String STUCK_PROMOTING = "stuck_promoting";
  public static final String STUCK_RESTARTING = "stuck_restarting";
  public static final String STUCK_ALONE = "old_leader_stuck";

  /** A restart that takes longer than this was the wrong choice. */
  static final Duration RESTART_PATIENCE = ofSeconds(6);

  /** A leader that could not be changed for one that fits commits in peace for so long. */
  static final Duration MOVES_AGAIN = ofSeconds(5);

  /** So long after it came back a standby may not have told yet that it has what is waited for. */
  private static final Duration JUST_BACK = ofSeconds(5);

  /** A kept session may lag behind its server's settings for a moment. */
  private static final Duration JUST_QUALIFIED = ofSeconds(1);

  /** After this time an upgrade is given up: its customer waits. */
  static final Duration UPGRADE_PATIENCE = ofMinutes(10);

  /** So far back it is known how far a leader had got, and whether its standby streamed. */
  private static final Duration LEADER_RECALLED = ofMinutes(2);

  /** How long a server that is away may come back before it is given up. */
  static final Duration COMES_BACK = ofMinutes(3);

  @Override
  public String name() {
    return "pair";
  }

  @Override
  public Class<PairState> states() {
    return PairState.class;
  }

  @Override
  public Class<PairAct> acts() {
    return PairAct.class;
  }

  @Override
  public PairState initial() {
    return FORMING;
  }

  @Override
  public Optional<Decision<PairState, PairAct>> override(PairState state, PairSeen seen) {
    return seen.wanted() ? Optional.empty() : Optional.of(go(DISSOLVED, "no longer wanted"));
  }

  @Override
  public Set<PairState> overrides() {
    return Set.of(DISSOLVED);
  }

  @Override
  public Rule<PairState, PairAct, PairSeen> in(PairState state) {
    return switch (state) {
      case FORMING ->
          every(ofMillis(250), ofMillis(500), ofSeconds(1), ofSeconds(5))
              .to(GUARDED, DOUBTFUL, SINGLE)
              .asks(PLACE_STANDBY, ofSeconds(10))
              .asks(COPY_STANDBY, ofMinutes(60))
              .asks(START_STANDBY, ofMinutes(1))
              .asks(QUALIFY, ofSeconds(20))
              .asks(RELEASE, ofSeconds(20))
              .asks(REPLACE_STANDBY, ofSeconds(30))
              .asks(STOP_SECOND_LEADER, ofSeconds(40))
              .recalls(LEADER_RECALLED)
              .within(ofMinutes(15), STUCK_FORMING)
              .think(PairMachine::form);
      case GUARDED ->
          every(ofMillis(500))
              .lane("ha")
              .to(DOUBTFUL, FENCING, FORMING)
              .asks(RELEASE, ofSeconds(20))
              .asks(STOP_SECOND_LEADER, ofSeconds(40))
              .recalls(ofSeconds(10))
              .rests()
              .think(PairMachine::guard);
      case DOUBTFUL ->
          // Never slower: vantages take turns, and two must speak within three seconds (SAFETY 6).
          every(ofMillis(100), ofMillis(250), ofMillis(500))
              .lane("uncertain")
              .to(GUARDED, RESTARTING, FENCING)
              .asks(RELEASE, ofSeconds(20))
              .asks(STOP_SECOND_LEADER, ofSeconds(40))
              .recalls(LEADER_RECALLED)
              .within(ofMinutes(2), UNDECIDED)
              .think(PairMachine::doubt);
      case RESTARTING ->
          every(ofMillis(100), ofMillis(500), ofSeconds(2))
              .lane("failover")
              .to(GUARDED, DOUBTFUL, FENCING)
              .asks(RESTART_LEADER, ofSeconds(60))
              .asks(RELEASE, ofSeconds(20))
              .asks(STOP_SECOND_LEADER, ofSeconds(40))
              .recalls(LEADER_RECALLED)
              .within(ofMinutes(2), STUCK_RESTARTING)
              .think(PairMachine::restart);
      case FENCING ->
          every(ofMillis(100), ofMillis(500), ofSeconds(2), ofSeconds(10))
              .lane("failover")
              .to(PROMOTING, UPGRADING, GUARDED, DOUBTFUL)
              .asks(FENCE, ofSeconds(30))
              .recalls(LEADER_RECALLED)
              .within(ofMinutes(1), NO_RECEIPT)
              .think(PairMachine::fence);
      case UPGRADING ->
          every(ofMillis(100), ofMillis(500), ofSeconds(2), ofSeconds(10))
              .lane("failover")
              .to(PROMOTING, RESTARTING)
              .asks(UPGRADE_STANDBY, UPGRADE_PATIENCE)
              .within(UPGRADE_PATIENCE.multipliedBy(2), STUCK_UPGRADING)
              .think(PairMachine::upgrade);
      case PROMOTING ->
          every(ofMillis(100), ofMillis(500), ofSeconds(2), ofSeconds(10))
              .lane("failover")
              .to(ALONE)
              .asks(PROMOTE, ofSeconds(40))
              .within(ofMinutes(1), STUCK_PROMOTING)
              .think(s ->
                  s.promoted()
                      ? go(ALONE, "the standby is the leader now")
                      : ask(PROMOTE, "the old leader can acknowledge nothing any more"));
      case ALONE ->
          every(ofMillis(500), ofSeconds(2), ofSeconds(10))
              .to(FORMING)
              .asks(STOP_OLD_LEADER, ofSeconds(40))
              .asks(STOP_SECOND_LEADER, ofSeconds(40))
              .asks(BOOT_OLD_LEADER, ofMinutes(1))
              .asks(REJOIN, ofMinutes(60))
              .asks(ABANDON_OLD_LEADER, ofMinutes(1))
              .within(ofMinutes(10), STUCK_ALONE)
              .think(PairMachine::rebuild);
      case SINGLE ->
          every(ofSeconds(60))
              .to(FORMING)
              .rests()
              .think(s ->
                  s.needsStandby()
                      ? go(FORMING, "its plan has a standby, or asks for another server")
                      : stay("its plan has no standby"));
      case DISSOLVED -> end();
    };
  }

  /** One step towards a standby after the other; each is judged by the look that follows it. */
  private static Decision<PairState, PairAct> form(PairSeen s) {
    if (!s.leaderReady()) {
      return stay("its leader is not ready");
    }
    boolean binds =
        !s.neverReleases()
            && (s.standing() != Standing.NONE || s.waits().orElse(false) || s.waitsInVain());
    boolean nobody =
        switch (s.standby()) {
          case NONE, WAITING, COPYABLE -> true;
          case APART, STREAMING, CLOSE, LOST, LEADS -> false;
        };
    if (s.waitsInVain() && nobody && !s.neverReleases()) {
      return ask(RELEASE, "the leader waits for a standby that is gone");
    }
    if (s.neverReleases()
        && s.leader() == Leader.COMMITS
        && s.standing() == Standing.QUALIFIED
        && s.standbyUseful()) {
      return go(GUARDED, "it commits, so its standby has everything, whoever does not see it");
    }
    boolean mayLead = s.leader() == Leader.DOWN && s.candidate();
    if (mayLead || s.leader() == Leader.FENCED) {
      return go(DOUBTFUL, s.why());
    }
    if (!s.standbyUseful() && s.standby() != Standby.LEADS) {
      return s.standby() == Standby.NONE
          ? go(SINGLE, "its plan has no standby")
          : binds
              ? ask(RELEASE, "the standby is to go")
              : replace(s, "the plan asks for no such server");
    }
    return switch (s.standby()) {
      case NONE -> ask(PLACE_STANDBY, "there is no standby");
      case WAITING -> stay("the standby's server is not ready");
      case COPYABLE -> ask(COPY_STANDBY, "the standby is empty");
      case LEADS -> stopSecond();
      case APART, LOST ->
          binds
              ? ask(RELEASE, "the leader must not wait for a standby that does not stream")
              : s.longAway()
                  ? replace(s, "the standby has been away for long: " + s.why())
                  : ask(START_STANDBY, "the standby does not stream");
      case STREAMING, CLOSE -> qualify(s);
    };
  }

  private static Decision<PairState, PairAct> replace(PairSeen s, String why) {
    boolean empty = s.standby() == Standby.WAITING || s.standby() == Standby.COPYABLE;
    // Of one that waits on purpose the act asks whether it stores at all.
    return empty || s.leader() == Leader.COMMITS || s.waitsOnPurpose()
        ? ask(REPLACE_STANDBY, why)
        : stay("without its leader the standby may be all that is left: " + s.why());
  }

  /** Before anything else is judged or done: every moment of two leaders costs commits. */
  private static Decision<PairState, PairAct> stopSecond() {
    return ask(STOP_SECOND_LEADER, "it answers as a leader, and is none by the books");
  }

  private static Decision<PairState, PairAct> qualify(PairSeen s) {
    boolean sorts = s.sortAlike().orElse(false);
    if (!sorts && !s.neverReleases() && s.leader() == Leader.MUTE && s.mayWait()) {
      return ask(RELEASE, "the leader waits for a standby that cannot be qualified");
    }
    // It may keep what is written though it may not lead.
    boolean mayKeep = sorts || (s.waitsOnPurpose() && s.sortAlike().isPresent());
    if (!mayKeep) {
      return stay(
          s.sortAlike().isPresent()
              ? "its libraries sort otherwise than the leader's"
              : "how its libraries sort was not seen yet");
    }
    if (!s.synchronous()) {
      return s.standby() == Standby.CLOSE
          ? go(GUARDED, "the standby streams closely")
          : stay("the standby is catching up");
    }
    if (s.standing() == Standing.QUALIFIED) {
      return s.waitsOnPurpose() && s.standby() == Standby.STREAMING
          ? stay("the standby is back, and its leader waits for it to catch up")
          : go(GUARDED, "the standby is qualified");
    }
    return s.standby() == Standby.CLOSE || s.waitsOnPurpose()
        ? ask(QUALIFY, "the standby streams")
        : stay("the standby is catching up");
  }

  private static Decision<PairState, PairAct> guard(PairSeen s) {
    if (s.standby() == Standby.NONE) {
      return go(FORMING, "there is no standby");
    }
    if (s.twoLeaders()) {
      return stopSecond();
    }
    return switch (s.leader()) {
      case COMMITS -> {
        if (s.synchronous() && s.standing() != Standing.QUALIFIED) {
          yield go(FORMING, "the standby lost its standing");
        }
        if (s.synchronous()
            && !s.waits().orElse(true)
            && s.inState().compareTo(JUST_QUALIFIED) > 0) {
          yield ask(RELEASE, "somebody has cleared the names: its standing is worth nothing");
        }
        if (!s.synchronous() && (s.standing() != Standing.NONE || s.waits().orElse(false))) {
          yield ask(RELEASE, "the plan lets no commit wait for the standby");
        }
        if (!s.synchronous() && !s.standbyFollows()) {
          yield go(FORMING, "the standby does not stream");
        }
        if (!s.sortAlike().orElse(true) && !s.neverReleases()) {
          yield s.standing() == Standing.NONE
              ? go(FORMING, "its libraries sort otherwise than the leader's")
              : ask(RELEASE, "its libraries sort otherwise than the leader's");
        }
        if (!s.standbyUseful()) {
          yield go(FORMING, "the plan asks for no such standby");
        }
        if (s.standby() == Standby.CLOSE && s.switchAsked()) {
          yield go(FENCING, "an operator asked for a switchover");
        }
        yield s.standby() == Standby.CLOSE
                && !s.leaderFits()
                && !s.awaitsWindow()
                && s.inState().compareTo(MOVES_AGAIN) > 0
            ? go(FENCING, "the plan asks for the standby's server")
            : stay(s.why());
      }
      // Releasing is always safe, and nobody writes until it is done.
      case MUTE ->
          s.standbyFollows() || !s.mayWait()
              ? s.waitsOnPurpose() && s.inState().compareTo(JUST_BACK) < 0
                  ? stay(s.why())
                  : go(DOUBTFUL, s.why())
              : s.neverReleases()
                  ? go(
                      FORMING, "the standby is lost, and nothing is stored without one: " + s.why())
                  : ask(RELEASE, "the standby is lost, and the leader waits for it: " + s.why());
      case DOWN, FENCED -> go(DOUBTFUL, s.why());
      case OTHER, UNSEEN -> stay(s.why());
    };
  }

  /** The table of stories, after the harmless endings. */
  private static Decision<PairState, PairAct> doubt(PairSeen s) {
    if (s.twoLeaders()) {
      return stopSecond();
    }
    if (s.leader() == Leader.COMMITS) {
      return back(s, s.why());
    }
    if (s.waitsInVain()) {
      // Whatever the books say: a release may have ended between its row and the names.
      return s.neverReleases()
          ? go(GUARDED, "nothing but its standby is lost: " + s.why())
          : ask(RELEASE, "the standby is lost, and the leader waits for it: " + s.why());
    }
    Optional<Story> story = Story.of(s);
    if (story.isEmpty()) {
      return stay(s.why());
    }
    boolean sooner = story.get() == Story.POSTGRES_DEAD && s.restartSooner();
    boolean can = story.get() == Story.POSTGRES_DEAD || story.get() == Story.FENCED;
    boolean better = story.get() == Story.FENCED && !fencedForTheStandby(s);
    if (sooner || better || (can && !s.mayPromote())) {
      return go(RESTARTING, story.get().why());
    }
    return s.mayPromote()
        ? go(FENCING, story.get().why())
        : stay(
            story.get().why()
                + (s.candidate()
                    ? "; with one living vantage nobody is promoted"
                    : "; no standby may be promoted"));
  }

  /** After an upgrade that failed the copy is given up with this: nobody may wait for it then. */
  private static Decision<PairState, PairAct> back(PairSeen s, String why) {
    return s.upgrade() == Upgrade.Stage.FAILED && s.standing() != Standing.NONE
        ? ask(RELEASE, "the copy is to go")
        : go(GUARDED, why);
  }

  private static Decision<PairState, PairAct> restart(PairSeen s) {
    if (s.twoLeaders()) {
      return stopSecond();
    }
    if (s.leader() == Leader.COMMITS) {
      return back(s, "it was restarted");
    }
    if (s.leader() == Leader.MUTE || fencedForTheStandby(s)) {
      return go(DOUBTFUL, s.why());
    }
    return s.inState().compareTo(RESTART_PATIENCE) > 0 && s.mayPromote()
        ? go(FENCING, "the restart takes too long")
        : ask(RESTART_LEADER, s.why());
  }

  /** One that nobody waits for may lack something; the fenced leader, started again, has all. */
  private static boolean fencedForTheStandby(PairSeen s) {
    return s.leader() == Leader.FENCED && s.mayPromote() && s.synchronous();
  }

  private static Decision<PairState, PairAct> fence(PairSeen s) {
    if (s.upgrade() == Upgrade.Stage.DUE && s.receipt().filter(STOPPED::equals).isPresent()) {
      return go(UPGRADING, "the leader is stopped, and its standby is to be upgraded");
    }
    if (s.receipt().isPresent()) {
      return go(PROMOTING, "a receipt was had: " + s.receipt().get());
    }
    boolean lost = s.leader() == Leader.DOWN || s.leader() == Leader.MUTE;
    if (s.planned() && lost && !s.leaderDead().orElse(false)) {
      return go(DOUBTFUL, "it cannot be stopped in order now: " + s.why());
    }
    if (s.leader() == Leader.DOWN && !s.candidate() && !s.synchronous()) {
      return go(GUARDED, "the standby may lead no more: " + s.why());
    }
    return s.leader() == Leader.COMMITS
        ? go(GUARDED, "the leader commits again, and nothing was fenced")
        : ask(FENCE, "the old leader must be fenced first");
  }

  /** Nobody leads meanwhile; the old leader can be started again, and nothing is lost by that. */
  private static Decision<PairState, PairAct> upgrade(PairSeen s) {
    return switch (s.upgrade()) {
      case DONE -> go(PROMOTING, "the standby is upgraded");
      case DUE ->
          s.inState().compareTo(UPGRADE_PATIENCE) > 0
              ? go(RESTARTING, "the upgrade takes too long")
              : ask(UPGRADE_STANDBY, "the leader is stopped, and its standby has everything");
      case FAILED, NONE -> go(RESTARTING, "the upgrade failed");
    };
  }

  private static Decision<PairState, PairAct> rebuild(PairSeen s) {
    if (s.oldLeader() == OldLeader.NONE) {
      return go(FORMING, "the old leader is dealt with");
    }
    if (s.receipt().filter(STOPPED::equals).isEmpty()) {
      return ask(STOP_OLD_LEADER, "the receipt is a mute one only");
    }
    if (s.twoLeaders()) {
      return stopSecond();
    }
    if (s.upgrade() == Upgrade.Stage.DONE) {
      return ask(ABANDON_OLD_LEADER, "it cannot follow a leader of another version");
    }
    if (s.oldLeader() == OldLeader.REACHABLE) {
      // A receipt that came late leaves it its time: its commits are counted first.
      return s.awaited().compareTo(COMES_BACK.multipliedBy(2)) > 0
          ? ask(ABANDON_OLD_LEADER, "it could not be brought back")
          : ask(REJOIN, "the old leader can be reached");
    }
    if (s.awaited().compareTo(COMES_BACK) > 0) {
      return ask(ABANDON_OLD_LEADER, "the old leader does not come back");
    }
    return s.oldLeader() == OldLeader.OFF
        ? ask(BOOT_OLD_LEADER, "its machine is stopped")
        : stay("waiting for the old leader to come back");
  }
}
