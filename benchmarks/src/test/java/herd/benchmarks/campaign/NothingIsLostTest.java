package herd.benchmarks.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import herd.benchmarks.stage.Stage;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * The campaign in small, on one fleet: each test leaves databases for the next to endanger. It
 * begins before the first server is made.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class NothingIsLostTest {

  /** Another with -Dherd.seed; the campaign plays new ones. */
  private static final long SEED = Long.getLong("herd.seed", 1);

  private static Stage stage;

  @RegisterExtension
  static final TestExecutionExceptionHandler AFFAIRS =
      (_, failure) -> {
        throw new AssertionError(failure.getMessage() + stage.affairs(), failure);
      };

  @BeforeAll
  static void open() throws Exception {
    stage = Stage.open(Casting.STARTER);
  }

  @AfterAll
  static void close() throws Exception {
    stage.close();
  }

  @Test
  @Order(1)
  void workersKilledAtRandomPointsLoseNothing() throws Exception {
    Round round = new Chaos(stage, SEED).play(20, 8, 1);
    assertThat(round.wrong()).as("seed %d: %s", SEED, round).isEmpty();
  }

  @Test
  @Order(2)
  void aWorkerKilledWithTheGrantsAnswerInItsHandsLosesTheGrantAndNothingElse() throws Exception {
    assertThat(new Scenes(stage).diesBetweenGrantAnswerAndStore()).isEmpty();
  }

  @Test
  @Order(3)
  void aWorkerFrozenBetweenCheckAndActDoesNothingAfterItsSuccessor() throws Exception {
    assertThat(new Scenes(stage).frozenBetweenCheckAndAct()).isEmpty();
  }

  @Test
  @Order(4)
  void theControlPlaneMayGoAway() throws Exception {
    assertThat(new Scenes(stage).controlPlaneAway(Duration.ofSeconds(30))).isEmpty();
  }

  @Test
  @Order(5)
  void everythingKilledAtOnceAndStartedAgainFindsTheFleetAsItWas() throws Exception {
    assertThat(new Scenes(stage).allKilledAndStartedAgain()).isEmpty();
  }
}
