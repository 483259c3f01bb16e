package herd.benchmarks.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import herd.benchmarks.scenario.Side.Acknowledged;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScriptTest {

  @Test
  void aStepIsUnderstoodWithOrWithoutItsArticles() {
    Script script =
        Script.of("one.herd", List.of("# a story", "", "  lose the  leader # now", "wait 0.5 s"));

    assertThat(script.lines())
        .extracting(Script.Line::step)
        .containsExactly(
            new Step.Befalls(Step.Harm.LOSE, Step.Role.LEADER),
            new Step.Pass(Duration.ofMillis(500)));
    assertThat(Grammar.step("expect a failover within 60 s"))
        .contains(new Step.Expect(Step.Claim.FAILOVER, Duration.ofSeconds(60)));
    assertThat(Grammar.step("expect incident no_receipt within 90 s"))
        .contains(new Step.ExpectIncident("no_receipt", Duration.ofSeconds(90)));
  }

  @Test
  void aMisspeltStepIsToldByFileAndLineWithAllThatCanBeSaid() {
    assertThatThrownBy(() -> Script.of("two.herd", List.of("# a story", "loose leader")))
        .isInstanceOf(Script.Malformed.class)
        .hasMessageContainingAll("two.herd:2", "loose leader", "kill postgres of WHO");
  }

  @Test
  void everyScenarioOfTheRepositoryIsPlayedByOneOfTheTests() throws IOException {
    List<Path> played = new ArrayList<>(Stories.apart());
    assertThat(played).isNotEmpty();
    assertThat(Stories.together()).isNotEmpty();
    played.addAll(Stories.together());
    assertThat(played).containsExactlyInAnyOrderElementsOf(Stories.all());
  }

  @Test
  void twoServersThatAcknowledgeAtOnceAreTwoLeaders() {
    Acknowledged a = new Acknowledged("a", 1, 0, 10);
    Acknowledged b = new Acknowledged("b", 1, 20, 30);
    Acknowledged late = new Acknowledged("a", 2, 5, 21);
    Acknowledged back = new Acknowledged("a", 2, 40, 50);

    assertThat(OneLeader.broken(List.of(a, b), 1)).isEmpty();
    assertThat(OneLeader.broken(List.of(a, late, b), 1)).isPresent();
    assertThat(OneLeader.broken(List.of(a, b, back), 1)).isPresent();
    assertThat(OneLeader.broken(List.of(a, b, back), 2)).isEmpty();
  }
}
