package herd.statemachine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExplorerTest {

  /** A number that may go up by one or two, to at most ten, and falls back to nought at nine. */
  private record Counting(Optional<Integer> forbidden, int stuckAt)
      implements Explorer.World<Integer> {
    @Override
    public Integer start() {
      return 0;
    }

    @Override
    public List<Explorer.Step<Integer>> steps(Integer here) {
      List<Explorer.Step<Integer>> steps = new ArrayList<>();
      if (here < 9 && here != stuckAt) {
        steps.add(new Explorer.Step<>("one", here + 1));
        steps.add(new Explorer.Step<>("two", here + 2));
      } else if (here == 9) {
        steps.add(new Explorer.Step<>("fall", 0));
      }
      return steps;
    }

    @Override
    public Optional<String> breach(Integer here) {
      return forbidden.filter(here::equals).map(number -> number + " is forbidden");
    }

    @Override
    public boolean settled(Integer here) {
      return here == 10;
    }
  }

  @Test
  void aSoundWorldIsWalkedThroughWhole() {
    assertThat(Explorer.explore(new Counting(Optional.empty(), -1), 100))
        .isEqualTo(new Explorer.Report(11, Optional.empty(), List.of()));
  }

  @Test
  void aBreachIsShownByAShortestPath() {
    Explorer.Report report = Explorer.explore(new Counting(Optional.of(4), -1), 100);
    assertThat(report.fault()).contains("4 is forbidden");
    assertThat(report.path()).containsExactly("start -> 0", "two -> 2", "two -> 4");
  }

  @Test
  void aDeadEndIsAFault() {
    Explorer.Report report = Explorer.explore(new Counting(Optional.empty(), 7), 100);
    assertThat(report.fault()).contains("nothing good can be reached");
    assertThat(report.path().getLast()).endsWith("-> 7");
  }

  @Test
  void aWorldLargerThanItsLimitIsRefused() {
    assertThatThrownBy(() -> Explorer.explore(new Counting(Optional.empty(), -1), 5))
        .hasMessage("the world has more than 5 states");
  }
}
