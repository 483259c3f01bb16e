package herd.production.high;

import static herd.statemachine.Decision.ask;
import static herd.statemachine.Decision.go;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import herd.production.high.PairSeen.Leader;
import herd.production.high.PairSeen.Standby;
import herd.production.high.PairWorld.Rules;
import herd.statemachine.Altered;
import herd.statemachine.Decision;
import herd.statemachine.Explorer;
import herd.statemachine.Lint;
import herd.statemachine.Rule;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Everything that can happen to a pair while its workers crash and freeze as often as they like.
 * -Dherd.troubles=2 lets the servers and the network fail twice instead of once: some two million
 * worlds for each case.
 */
class PairExplorerTest {

  private static final int LIMIT = 4_000_000;
  private static final String TAKES_TWO = "it takes two failures: -Dherd.troubles=2";
  private static final int TROUBLES = Integer.getInteger("herd.troubles", 1);

  @Test
  void itsGraphIsSound() {
    assertThat(Lint.check(new PairMachine())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "false,false,true",
    "false,true,true",
    "true,false,true",
    "true,true,true",
    "false,false,false",
    "true,true,false"
  })
  void atMostOneServerAcknowledgesAndNothingAcknowledgedIsLost(
      boolean sooner, boolean late, boolean synchronous) {
    assertNoFault(world(sooner, late, synchronous), 5_000);
  }

  /** SAFETY 8: it may restart the leader, and waits otherwise. */
  @ParameterizedTest
  @CsvSource({"false,false", "true,true"})
  void withOneVantageNobodyIsPromotedUnlessAsked(boolean sooner, boolean late) {
    assertNoFault(world(sooner, late, true).seenFrom(1), 1_000);
  }

  /** SAFETY 11, where the plan never releases: and somebody can write in the end all the same. */
  @ParameterizedTest
  @CsvSource({"false,false,false", "true,true,false", "false,true,true"})
  void aLeaderThatMayNotIsNeverReleased(boolean sooner, boolean late, boolean upgrades) {
    PairWorld world = world(sooner, late, true).neverReleasing();
    assertNoFault(upgrades ? world.upgrading() : world, 5_000);
  }

  /** Another version of Postgres is asked for, and something goes wrong besides. */
  @ParameterizedTest
  @CsvSource({"false,true", "true,true", "false,false", "true,false"})
  void anUpgradeLosesNothingAndComesToAnEnd(boolean late, boolean synchronous) {
    assertNoFault(world(false, late, synchronous).upgrading(), 5_000);
  }

  private static PairWorld world(boolean sooner, boolean late, boolean synchronous) {
    return new PairWorld(new PairMachine(), Rules.ALL, TROUBLES, sooner, late, synchronous);
  }

  private static void assertNoFault(PairWorld world, int moreWorldsThan) {
    Explorer.Report report = Explorer.explore(world, LIMIT);
    assertThat(report.fault()).as(report.toString()).isEmpty();
    assertThat(report.worlds()).isGreaterThan(moreWorldsThan);
  }

  /** What the machine relies on; without any one of these a worker that was frozen does harm. */
  record Left(String out, Rules rules, int troubles, boolean late, boolean synchronous) {
    Left(String out, Rules rules, int troubles, boolean late) {
      this(out, rules, troubles, late, true);
    }

    @Override
    public String toString() {
      return out;
    }
  }

  static List<Left> rulesLeftOut() {
    return List.of(
        new Left(
            "the compare-and-set",
            new Rules(false, true, true, true, true, true, true, true, true),
            1,
            true),
        new Left(
            "the fence on the servers",
            new Rules(true, false, true, true, true, true, true, true, true),
            1,
            false),
        new Left(
            "the row before the names",
            new Rules(true, true, true, true, false, true, true, true, true),
            1,
            false),
        new Left(
            "our own rows under the token",
            new Rules(true, true, true, true, true, false, true, true, true),
            2,
            true),
        new Left(
            "the comparison of boots",
            new Rules(true, true, true, true, true, true, true, true, false),
            2,
            false,
            false));
  }

  @ParameterizedTest
  @MethodSource("rulesLeftOut")
  void aRuleThatIsLeftOutIsMissed(Left left) {
    assumeTrue(left.troubles() <= TROUBLES, TAKES_TWO);
    Explorer.Report report =
        Explorer.explore(
            new PairWorld(
                new PairMachine(),
                left.rules(),
                left.troubles(),
                left.synchronous(),
                left.late(),
                left.synchronous()),
            LIMIT);
    assertThat(report.fault()).as(report.toString()).isPresent();
  }

  /** Mistakes one could make in the machine, or in an act that trusts the machine. */
  enum Mistake {
    PROMOTES_WITHOUT_A_RECEIPT,
    RESTS_ON_A_STANDBY_WITHOUT_STANDING,
    RESTARTS_THE_OLD_LEADER,
    BELIEVES_ONE_SILENT_LOOK,
    FORGETS_TO_RELEASE,
    RELEASES_WHAT_MUST_WAIT,
    GIVES_UP_A_FAILOVER_THAT_HAS_ITS_RECEIPT,
    GOES_BACK_FROM_AN_UPGRADE_THAT_IS_BEING_STARTED
  }

  @ParameterizedTest
  @EnumSource(Mistake.class)
  void aMistakeIsFound(Mistake mistake) {
    int troubles =
        switch (mistake) {
          case RESTS_ON_A_STANDBY_WITHOUT_STANDING,
              GOES_BACK_FROM_AN_UPGRADE_THAT_IS_BEING_STARTED ->
              2;
          default -> 1;
        };
    // A promotion alone silences a leader that waits for the promoted: only without that it shows.
    boolean upgrades = mistake == Mistake.GOES_BACK_FROM_AN_UPGRADE_THAT_IS_BEING_STARTED;
    boolean synchronous = mistake != Mistake.PROMOTES_WITHOUT_A_RECEIPT && !upgrades;
    Rules trusting =
        switch (mistake) {
          case PROMOTES_WITHOUT_A_RECEIPT ->
              new Rules(true, true, false, true, true, true, true, true, true);
          case RESTS_ON_A_STANDBY_WITHOUT_STANDING ->
              new Rules(true, true, true, false, true, true, true, true, true);
          default -> Rules.ALL;
        };
    PairWorld world =
        new PairWorld(new Mistaken(mistake), trusting, troubles, false, true, synchronous);
    PairWorld so =
        switch (mistake) {
          case RELEASES_WHAT_MUST_WAIT -> world.neverReleasing();
          case GOES_BACK_FROM_AN_UPGRADE_THAT_IS_BEING_STARTED -> world.upgrading();
          default -> world;
        };
    Explorer.Report report = Explorer.explore(so, LIMIT);
    assertThat(report.fault()).as(report.toString()).isPresent();
  }

  /** The real machine with one mistake. */
  private static final class Mistaken extends Altered<PairState, PairAct, PairSeen> {
    private final Mistake mistake;

    Mistaken(Mistake mistake) {
      super(new PairMachine());
      this.mistake = mistake;
    }

    @Override
    public Rule<PairState, PairAct, PairSeen> in(PairState state) {
      Rule<PairState, PairAct, PairSeen> rule = real().in(state);
      return switch (mistake) {
        case PROMOTES_WITHOUT_A_RECEIPT ->
            state == PairState.FENCING
                ? rule.think(_ -> go(PairState.PROMOTING, "it will be gone"))
                : rule;
        case RESTS_ON_A_STANDBY_WITHOUT_STANDING ->
            state == PairState.DOUBTFUL
                ? rule.think(s ->
                    Story.of(s).isPresent() && s.standby() != Standby.LOST
                        ? go(PairState.FENCING, "there is a standby")
                        : real().think(state, s))
                : rule;
        case RESTARTS_THE_OLD_LEADER ->
            state == PairState.PROMOTING
                ? rule.asks(PairAct.RESTART_LEADER, rule.limit(PairAct.PROMOTE))
                    .think(s -> ask(PairAct.RESTART_LEADER, "the leader by the books"))
                : rule;
        case BELIEVES_ONE_SILENT_LOOK ->
            state == PairState.DOUBTFUL
                ? rule.to(PairState.PROMOTING)
                    .think(s ->
                        s.leader() == Leader.DOWN && s.candidate()
                            ? go(PairState.PROMOTING, "nothing is heard of it")
                            : real().think(state, s))
                : rule;
        case FORGETS_TO_RELEASE ->
            state == PairState.DOUBTFUL || state == PairState.FORMING
                ? rule.think(s -> {
                  Decision<PairState, PairAct> real = real().think(state, s);
                  return real instanceof Decision.Ask<PairState, PairAct>(PairAct act, _)
                          && act == PairAct.RELEASE
                      ? Decision.stay("it will come back")
                      : real;
                })
                : rule;
        case RELEASES_WHAT_MUST_WAIT ->
            state == PairState.GUARDED
                ? rule.think(s ->
                    s.leader() == Leader.MUTE && !s.standbyFollows()
                        ? ask(PairAct.RELEASE, "nobody can write")
                        : real().think(state, s))
                : rule;
        case GOES_BACK_FROM_AN_UPGRADE_THAT_IS_BEING_STARTED ->
            state == PairState.PROMOTING
                ? rule.to(PairState.RESTARTING)
                    .think(s ->
                        s.upgrade() == Upgrade.Stage.DONE && s.leaderDead().isEmpty()
                            ? go(PairState.RESTARTING, "the old leader is to come back")
                            : real().think(state, s))
                : rule;
        case GIVES_UP_A_FAILOVER_THAT_HAS_ITS_RECEIPT ->
            state == PairState.FENCING
                ? rule.think(s ->
                    s.receipt().isPresent() ? Decision.stay("no hurry") : real().think(state, s))
                : rule;
      };
    }
  }
}
