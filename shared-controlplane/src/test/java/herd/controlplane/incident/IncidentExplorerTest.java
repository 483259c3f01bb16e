package herd.controlplane.incident;

import static herd.controlplane.incident.IncidentState.NEEDS_HUMAN;
import static herd.controlplane.incident.IncidentState.RESOLVING;
import static herd.controlplane.incident.IncidentState.WAITING;
import static herd.statemachine.Decision.go;
import static herd.statemachine.Decision.stay;
import static org.assertj.core.api.Assertions.assertThat;

import herd.controlplane.incident.Story.Goal;
import herd.controlplane.incident.Story.Rules;
import herd.statemachine.Altered;
import herd.statemachine.Decision;
import herd.statemachine.Explorer;
import herd.statemachine.Machine;
import herd.statemachine.Rule;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything that can happen to an incident, with two workers that crash and freeze. */
class IncidentExplorerTest {

  private static final int LIMIT = 2_000_000;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void anIncidentWhoseConditionIsGoneCanAlwaysBeResolved(int attempts) {
    Explorer.Report report =
        explore(new IncidentMachine(), Rules.ALL, attempts, Goal.RESOLVED_ONCE_GONE);
    assertThat(report.fault()).as(report.toString()).isEmpty();
    assertThat(report.worlds()).isGreaterThan(1000);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void anIncidentThatNothingMendsAlwaysCallsAHuman(int attempts) {
    Explorer.Report report =
        explore(new IncidentMachine(), Rules.ALL, attempts, Goal.A_HUMAN_IS_CALLED);
    assertThat(report.fault()).as(report.toString()).isEmpty();
  }

  /** What the loop sees to: without any one of these, a worker that was frozen does harm. */
  record Left(String out, Rules rules, String fault) {
    @Override
    public String toString() {
      return out;
    }
  }

  static List<Left> rulesLeftOut() {
    return List.of(
        new Left(
            "the compare-and-set",
            new Rules(false, true, true),
            "a stale worker moved an incident that was resolved"),
        new Left("the lease", new Rules(true, false, true), "two attempts at once"),
        new Left(
            "the last question before an act, whether the member is still ours",
            new Rules(true, true, false),
            "an attempt is begun after the incident was resolved"));
  }

  @ParameterizedTest
  @MethodSource("rulesLeftOut")
  void aRuleOfTheLoopThatIsLeftOutIsMissed(Left left) {
    Explorer.Report report =
        explore(new IncidentMachine(), left.rules(), 1, Goal.RESOLVED_ONCE_GONE);
    assertThat(report.fault()).as(report.toString()).contains(left.fault());
  }

  /** Mistakes one could make in the machine. */
  enum Mistake {
    FORGETS_TO_PAGE,
    NEVER_RESOLVES_BY_ITSELF,
    TRIES_FOR_EVER,
    TAKES_AN_OLD_ATTEMPT_FOR_THE_PRESENT_ONE,
    RETRIES_WHERE_THERE_IS_NOTHING_TO_TRY
  }

  @ParameterizedTest
  @EnumSource(Mistake.class)
  void aMistakeInTheMachineIsFound(Mistake mistake) {
    int attempts = mistake == Mistake.RETRIES_WHERE_THERE_IS_NOTHING_TO_TRY ? 0 : 2;
    assertThat(
            List.of(
                explore(new Mistaken(mistake), Rules.ALL, attempts, Goal.A_HUMAN_IS_CALLED),
                explore(new Mistaken(mistake), Rules.ALL, attempts, Goal.RESOLVED_ONCE_GONE)))
        .anyMatch(report -> report.fault().isPresent());
  }

  private static Explorer.Report explore(
      Machine<IncidentState, IncidentAct, IncidentSeen> machine,
      Rules rules,
      int attempts,
      Goal goal) {
    int troubles = attempts > 1 ? 2 : 3;
    return Explorer.explore(new Story(machine, rules, attempts, troubles, goal), LIMIT);
  }

  /** The real machine with one mistake. */
  private static final class Mistaken extends Altered<IncidentState, IncidentAct, IncidentSeen> {
    private final Mistake mistake;

    Mistaken(Mistake mistake) {
      super(new IncidentMachine());
      this.mistake = mistake;
    }

    @Override
    public Rule<IncidentState, IncidentAct, IncidentSeen> in(IncidentState state) {
      Rule<IncidentState, IncidentAct, IncidentSeen> rule = real().in(state);
      Function<IncidentSeen, Decision<IncidentState, IncidentAct>> real =
          seen -> real().think(state, seen);
      return switch (mistake) {
        case FORGETS_TO_PAGE ->
            state == NEEDS_HUMAN ? rule.think(_ -> stay("somebody will look")) : rule;
        case NEVER_RESOLVES_BY_ITSELF -> rule;
        case TRIES_FOR_EVER ->
            state == WAITING ? rule.think(_ -> go(RESOLVING, "once more")) : rule;
        case TAKES_AN_OLD_ATTEMPT_FOR_THE_PRESENT_ONE ->
            state == RESOLVING
                ? rule.think(seen ->
                    seen.sinceEnd().isPresent() ? go(WAITING, "one has ended") : real.apply(seen))
                : rule;
        case RETRIES_WHERE_THERE_IS_NOTHING_TO_TRY ->
            state == NEEDS_HUMAN
                ? rule.think(seen ->
                    !seen.pageDue() && seen.retry() ? go(RESOLVING, "asked to") : real.apply(seen))
                : rule;
      };
    }

    @Override
    public Optional<Decision<IncidentState, IncidentAct>> override(
        IncidentState state, IncidentSeen seen) {
      return mistake == Mistake.NEVER_RESOLVES_BY_ITSELF
          ? Optional.empty()
          : super.override(state, seen);
    }
  }
}
