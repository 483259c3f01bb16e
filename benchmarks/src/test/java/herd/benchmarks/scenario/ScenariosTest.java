package herd.benchmarks.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import herd.benchmarks.stage.Stage;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * The campaign of lost leaders in small, and the scenarios that are short, all about one premium
 * database on one stage: each finds it guarded and leaves it so.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ScenariosTest {

  /** Another with -Dherd.seed; what the machine makes of it differs every time. */
  private static final long SEED = Long.getLong("herd.seed", 1);

  private static final int ROUNDS = 10;

  private static Stage stage;
  private static Play play;

  @RegisterExtension
  static final TestExecutionExceptionHandler AFFAIRS =
      (_, failure) -> {
        throw new AssertionError(failure.getMessage() + stage.affairs(), failure);
      };

  @BeforeAll
  static void open() throws Exception {
    stage = Stage.openWithCuts(Scenario.PRODUCTION);
    play = new Play(stage, System.out::println);
    assertThat(play.play(FailoverCampaign.opening(FailoverCampaign.PLAN))).isEmpty();
  }

  @AfterAll
  static void close() throws Exception {
    play.close();
    stage.close();
  }

  @Test
  @Order(1)
  void whoeverIsInTroubleBesidesTheDatabaseNobodyIsPromoted() throws Exception {
    for (long kind = 0; kind < 3; kind++) {
      plays(Dice.quiet(SEED / 3 * 3 + kind, 3000));
    }
  }

  @Test
  @Order(2)
  void withEveryFenceFailingNobodyIsPromoted() throws Exception {
    plays(
        Script.of(
            "no fence",
            List.of(
                "jam the fence of the standby",
                "refuse to stop the leader",
                "freeze the leader",
                "wait 5 s",
                "expect no failover",
                "wake the old leader",
                "free the fence of the old standby",
                "heal the old leader",
                "expect a guarded leader within 400 s",
                "expect nothing lost",
                "expect one leader")));
  }

  @Test
  @Order(3)
  void aLeaderThatWakesUpAmongItsCustomersAcknowledgesNothingMore() throws Exception {
    plays(
        Script.of(
            "a leader wakes up",
            List.of(
                "freeze the leader",
                "expect a failover",
                "wake the old leader",
                "wait 1 s",
                "expect one leader",
                "expect a guarded leader within 400 s",
                "expect nothing lost",
                "expect one leader")));
  }

  @Test
  @Order(4)
  void leadersLostAtAnyMomentWithWorkersInTroubleLoseNoRow() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      plays(Dice.failover(SEED + round, false));
    }
  }

  private static void plays(Script script) throws Exception {
    assertThat(play.play(script)).as("%s: %s", script.name(), script.lines()).isEmpty();
  }
}
