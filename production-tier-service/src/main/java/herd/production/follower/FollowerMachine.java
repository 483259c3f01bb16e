package herd.production.follower;

import static herd.production.follower.FollowerAct.COPY;
import static herd.production.follower.FollowerAct.DETACH;
import static herd.production.follower.FollowerAct.FOLLOW;
import static herd.production.follower.FollowerAct.HOLD;
import static herd.production.follower.FollowerAct.LEAVE;
import static herd.production.follower.FollowerState.BROKEN;
import static herd.production.follower.FollowerState.DETACHING;
import static herd.production.follower.FollowerState.ENDED;
import static herd.production.follower.FollowerState.FOLLOWING;
import static herd.production.follower.FollowerState.LEAVING;
import static herd.production.follower.FollowerState.WAITING;
import static herd.statemachine.Decision.ask;
import static herd.statemachine.Decision.go;
import static herd.statemachine.Decision.stay;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import herd.statemachine.Decision;
import herd.statemachine.Machine;
import herd.statemachine.Rule;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * The life of a follower. It is never made a leader of its leader's resource: standing alone, it is
 * the leader of its own (SAFETY 15).
 */
public final class FollowerMachine implements Machine<FollowerState, FollowerAct, FollowerSeen> {

  public static final String STUCK_FORMING = "stuck_forming_follower";
  public static final String FOLLOWER_STUCK = "follower_stuck";
  public static final String STUCK_DETACHING = "stuck_detaching";

  /** How long it may be pointed at its leader in vain before it is copied anew. */
  static final Duration IN_VAIN = ofMinutes(3);

  @Override
  public String name() {
    return "follower";
  }

  @Override
  public Class<FollowerState> states() {
    return FollowerState.class;
  }

  @Override
  public Class<FollowerAct> acts() {
    return FollowerAct.class;
  }

  @Override
  public FollowerState initial() {
    return FollowerState.FORMING;
  }

  @Override
  public Optional<Decision<FollowerState, FollowerAct>> override(
      FollowerState state, FollowerSeen seen) {
    return !seen.wanted() && state != LEAVING
        ? Optional.of(go(LEAVING, "no longer wanted"))
        : Optional.empty();
  }

  @Override
  public Set<FollowerState> overrides() {
    return Set.of(LEAVING);
  }

  @Override
  public Rule<FollowerState, FollowerAct, FollowerSeen> in(FollowerState state) {
    return switch (state) {
      case FORMING ->
          every(ofMillis(250), ofSeconds(1), ofSeconds(5))
              .to(FOLLOWING)
              .asks(COPY, ofMinutes(60))
              .asks(FOLLOW, ofMinutes(1))
              .within(ofMinutes(15), STUCK_FORMING)
              .think(FollowerMachine::form);
      case FOLLOWING ->
          every(ofSeconds(5))
              .to(BROKEN, WAITING, DETACHING)
              .asks(HOLD, ofSeconds(30))
              .rests()
              .think(s -> alone(s).orElseGet(() -> tend(s)));
      case BROKEN ->
          every(ofMillis(250), ofSeconds(1), ofSeconds(5))
              .to(FOLLOWING, WAITING, DETACHING)
              .asks(COPY, ofMinutes(60))
              .asks(FOLLOW, ofMinutes(1))
              .within(ofMinutes(1), FOLLOWER_STUCK)
              .think(FollowerMachine::mend);
      case WAITING ->
          every(ofMillis(500), ofSeconds(2), ofSeconds(10))
              .to(FOLLOWING, BROKEN, DETACHING)
              .rests()
              .think(s ->
                  alone(s)
                      .orElseGet(() ->
                          s.streams()
                              ? go(FOLLOWING, s.why())
                              : s.leaderServes() ? go(BROKEN, s.why()) : stay(s.why())));
      case DETACHING ->
          every(ofMillis(250), ofSeconds(1), ofSeconds(5))
              .to(ENDED)
              .asks(DETACH, ofMinutes(1))
              .within(ofMinutes(2), STUCK_DETACHING)
              .think(s ->
                  s.standsAlone()
                      ? go(ENDED, "it stands alone")
                      : ask(DETACH, "it is to follow nobody"));
      case LEAVING ->
          every(ofSeconds(1), ofSeconds(5))
              .to(ENDED)
              .asks(LEAVE, ofSeconds(30))
              .rests()
              .think(s ->
                  s.inBooks()
                      ? ask(LEAVE, "its leader keeps a slot for it")
                      : go(ENDED, "nothing is left of it"));
      case ENDED -> end();
    };
  }

  private static Decision<FollowerState, FollowerAct> form(FollowerSeen s) {
    if (!s.leaderWanted()) {
      return stay("its leader was removed before it was copied");
    }
    if (!s.serverReady() || !s.leaderServes()) {
      return stay(s.serverReady() ? "its leader does not serve" : "its server is not ready");
    }
    return !s.copied()
        ? ask(COPY, "its leader is not copied yet")
        : s.streams() ? go(FOLLOWING, s.why()) : ask(FOLLOW, "it does not stream yet");
  }

  private static Decision<FollowerState, FollowerAct> tend(FollowerSeen s) {
    if (!s.streams()) {
      return go(s.leaderServes() ? BROKEN : WAITING, s.why());
    }
    return s.slotDue() ? ask(HOLD, "the leader's standby keeps WAL for it, too") : stay(s.why());
  }

  /** Why a follower that has its data is to stand alone; a lost leader takes nothing along. */
  private static Optional<Decision<FollowerState, FollowerAct>> alone(FollowerSeen s) {
    if (!s.leaderWanted()) {
      return Optional.of(go(DETACHING, "its leader was removed"));
    }
    return s.unfollowAsked()
        ? Optional.of(go(DETACHING, "the customer asked for it"))
        : Optional.empty();
  }

  private static Decision<FollowerState, FollowerAct> mend(FollowerSeen s) {
    if (s.streams()) {
      return go(FOLLOWING, s.why());
    }
    if (!s.copied()) {
      return s.leaderServes()
          ? ask(COPY, "it is copied anew")
          : stay("it is copied anew once its leader serves");
    }
    Optional<Decision<FollowerState, FollowerAct>> alone = alone(s);
    if (alone.isPresent()) {
      return alone.get();
    }
    if (!s.leaderServes()) {
      return go(WAITING, s.why());
    }
    return s.inVain().compareTo(IN_VAIN) < 0
        ? ask(FOLLOW, s.why())
        : ask(COPY, "it cannot follow with what it has: " + s.why());
  }
}
