package herd.benchmarks.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import herd.benchmarks.stage.Stage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The campaign of lost leaders in small, all about one premium database that each round finds
 * guarded and leaves so; and on the same stage every scenario that takes no network of its own.
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
    play = new Play(stage, System.out::println, true);
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
  void leadersLostAtAnyMomentWithWorkersInTroubleLoseNoRow() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      plays(Dice.failover(SEED + round, false, false));
    }
  }

  /** The database that is there does for each. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  @Order(3)
  void everyScenarioThatTakesNoNetworkOfItsOwnComesOutAsItSays(String name, Path file)
      throws Exception {
    System.out.println(name);
    plays(Script.read(file));
  }

  static Stream<Arguments> files() throws IOException {
    return Stories.together().stream().map(file -> arguments(file.getFileName().toString(), file));
  }

  private static void plays(Script script) throws Exception {
    assertThat(play.play(script)).as("%s: %s", script.name(), script.lines()).isEmpty();
  }
}
