package herd.starter.resource;

import static herd.starter.resource.ResourceState.AVAILABLE;
import static herd.starter.resource.ResourceState.CREATING;
import static herd.starter.resource.ResourceState.DESTROYED;
import static herd.starter.resource.ResourceState.DESTROYING;
import static herd.statemachine.Decision.ask;
import static herd.statemachine.Decision.go;
import static org.assertj.core.api.Assertions.assertThat;

import herd.starter.resource.Story.Goal;
import herd.starter.resource.Story.Rules;
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

/** Everything that can happen to a starter database, with two workers that crash and freeze. */
class ResourceExplorerTest {

  private static final int LIMIT = 3_000_000;
  private static final int TROUBLES = 2;

  @ParameterizedTest
  @EnumSource(Goal.class)
  void aDatabaseCanAlwaysBeHadWhileWantedAndBeGotRidOfWhenNot(Goal goal) {
    Explorer.Report report = explore(new ResourceMachine(), Rules.ALL, goal);
    assertThat(report.fault()).as(report.toString()).isEmpty();
    assertThat(report.worlds()).isGreaterThan(1000);
  }

  /** What the machine relies on: without any one of these, a worker that was frozen does harm. */
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
            new Rules(false, true, true, true, true),
            "a stale worker moved a database that was destroyed"),
        new Left(
            "the fence on the server",
            new Rules(true, true, false, true, true),
            "something is left of a destroyed database"),
        new Left(
            "reading the wish again",
            new Rules(true, true, true, false, true),
            "room was taken twice"),
        new Left(
            "writing a grant's state only in its turn",
            new Rules(true, true, true, true, false),
            "a grant whose answer is stored counts as lost"));
  }

  @ParameterizedTest
  @MethodSource("rulesLeftOut")
  void aRuleThatIsLeftOutIsMissed(Left left) {
    Explorer.Report report = explore(new ResourceMachine(), left.rules(), Goal.NOTHING_LEFT);
    assertThat(report.fault()).as(report.toString()).contains(left.fault());
  }

  /** Mistakes one could make in the machine. */
  enum Mistake {
    KEEPS_WHAT_IS_NOT_WANTED("nothing good can be reached"),
    ENDS_WHEN_THE_BOOKS_KNOW_OF_NO_TENANT("something is left of a destroyed database"),
    TELLS_BEFORE_IT_ANSWERS("told that it is up before it was made"),
    FORGETS_TO_TELL("nothing good can be reached"),
    NEVER_TRIES_THE_GRANT_AGAIN("nothing good can be reached"),
    LEAVES_OLD_TRANSACTIONS("nothing good can be reached");

    private final String fault;

    Mistake(String fault) {
      this.fault = fault;
    }
  }

  @ParameterizedTest
  @EnumSource(Mistake.class)
  void aMistakeInTheMachineIsFound(Mistake mistake) {
    Machine<ResourceState, ResourceAct, ResourceSeen> mistaken = new Mistaken(mistake);
    assertThat(
            List.of(
                explore(mistaken, Rules.ALL, Goal.UP),
                explore(mistaken, Rules.ALL, Goal.NOTHING_LEFT)))
        .anyMatch(report -> report.fault().filter(mistake.fault::equals).isPresent());
  }

  private static Explorer.Report explore(
      Machine<ResourceState, ResourceAct, ResourceSeen> machine, Rules rules, Goal goal) {
    return Explorer.explore(new Story(machine, rules, TROUBLES, goal), LIMIT);
  }

  /** The real machine with one mistake. */
  private static final class Mistaken extends Altered<ResourceState, ResourceAct, ResourceSeen> {
    private final Mistake mistake;

    Mistaken(Mistake mistake) {
      super(new ResourceMachine());
      this.mistake = mistake;
    }

    @Override
    public Rule<ResourceState, ResourceAct, ResourceSeen> in(ResourceState state) {
      Rule<ResourceState, ResourceAct, ResourceSeen> rule = real().in(state);
      Function<ResourceSeen, Decision<ResourceState, ResourceAct>> real =
          seen -> real().think(state, seen);
      return switch (mistake) {
        case KEEPS_WHAT_IS_NOT_WANTED -> rule;
        case ENDS_WHEN_THE_BOOKS_KNOW_OF_NO_TENANT ->
            state == DESTROYING
                ? rule.think(seen ->
                    seen.tenantMade() ? real.apply(seen) : go(DESTROYED, "it was never made"))
                : rule;
        case TELLS_BEFORE_IT_ANSWERS ->
            state == CREATING
                ? rule.think(seen ->
                    seen.placed() && seen.provisionedPending()
                        ? ask(ResourceAct.TELL_PROVISIONED, "it has a place")
                        : real.apply(seen))
                : rule;
        case FORGETS_TO_TELL ->
            state == CREATING
                ? rule.think(
                    seen -> seen.answers() ? go(AVAILABLE, "it answers") : real.apply(seen))
                : rule;
        case NEVER_TRIES_THE_GRANT_AGAIN ->
            state == CREATING
                ? rule.think(seen ->
                    seen.grant() == herd.tier.resource.Grant.OPEN && seen.placed()
                        ? Decision.stay("somebody is at it")
                        : !seen.placed() ? ask(ResourceAct.PLACE, "first") : real.apply(seen))
                : rule;
        case LEAVES_OLD_TRANSACTIONS ->
            state == AVAILABLE
                ? rule.think(seen ->
                    seen.longTransaction() ? Decision.stay("it will end") : real.apply(seen))
                : rule;
      };
    }

    @Override
    public Optional<Decision<ResourceState, ResourceAct>> override(
        ResourceState state, ResourceSeen seen) {
      return mistake == Mistake.KEEPS_WHAT_IS_NOT_WANTED
          ? Optional.empty()
          : super.override(state, seen);
    }
  }
}
