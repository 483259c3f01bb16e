package herd.production.resource;

import static herd.production.resource.ResourceState.AVAILABLE;
import static herd.production.resource.ResourceState.CREATING;
import static herd.production.resource.ResourceState.DESTROYED;
import static herd.production.resource.ResourceState.DESTROYING;
import static herd.statemachine.Decision.ask;
import static herd.statemachine.Decision.go;
import static herd.statemachine.Decision.stay;
import static org.assertj.core.api.Assertions.assertThat;

import herd.production.resource.ResourceWorld.Goal;
import herd.production.resource.ResourceWorld.Kind;
import herd.production.resource.ResourceWorld.Rules;
import herd.statemachine.Altered;
import herd.statemachine.Decision;
import herd.statemachine.Explorer;
import herd.statemachine.Machine;
import herd.statemachine.Rule;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Everything that can happen to a production database, with two workers that crash and freeze. */
class ResourceExplorerTest {

  private static final int LIMIT = 3_000_000;

  @ParameterizedTest
  @CsvSource({
    "ALONE,UP",
    "ALONE,NOTHING_LEFT",
    "WITH_STANDBY,UP",
    "WITH_STANDBY,NOTHING_LEFT",
    "FOLLOWER,UP",
    "FOLLOWER,NOTHING_LEFT"
  })
  void aDatabaseCanAlwaysBeHadWhileWantedAndBeGotRidOfWhenNot(Kind kind, Goal goal) {
    Explorer.Report report = explore(new ResourceMachine(), kind, Rules.ALL, goal);
    assertThat(report.fault()).as(report.toString()).isEmpty();
    assertThat(report.worlds()).isGreaterThan(1000);
  }

  @ParameterizedTest
  @CsvSource({"false,true," + ResourceWorld.REVIVED, "true,false,nothing good can be reached"})
  void aRuleThatIsLeftOutIsMissed(boolean compareAndSet, boolean placesOnlyTheWanted, String why) {
    Explorer.Report report =
        explore(
            new ResourceMachine(),
            Kind.WITH_STANDBY,
            new Rules(compareAndSet, placesOnlyTheWanted),
            Goal.NOTHING_LEFT);
    assertThat(report.fault()).as(report.toString()).contains(why);
  }

  /** Mistakes one could make in the machine. */
  enum Mistake {
    KEEPS_WHAT_IS_NOT_WANTED("nothing good can be reached"),
    ENDS_BEFORE_ITS_SERVERS(ResourceWorld.LEFT),
    IS_UP_WITHOUT_ITS_STANDBY(ResourceWorld.TOLD_EARLY),
    FORGETS_TO_TELL("nothing good can be reached"),
    WAITS_FOR_AN_UNMADE_PAIR("nothing good can be reached"),
    LEAVES_A_MAINTENANCE_OPEN("nothing good can be reached");

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
                explore(mistaken, Kind.WITH_STANDBY, Rules.ALL, Goal.UP),
                explore(mistaken, Kind.WITH_STANDBY, Rules.ALL, Goal.NOTHING_LEFT)))
        .anyMatch(report -> report.fault().filter(mistake.fault::equals).isPresent());
  }

  private static Explorer.Report explore(
      Machine<ResourceState, ResourceAct, ResourceSeen> machine,
      Kind kind,
      Rules rules,
      Goal goal) {
    return Explorer.explore(new ResourceWorld(machine, kind, rules, goal), LIMIT);
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
      return switch (mistake) {
        case KEEPS_WHAT_IS_NOT_WANTED -> rule;
        case ENDS_BEFORE_ITS_SERVERS ->
            state == DESTROYING
                ? rule.think(
                    s -> s.released() ? go(DESTROYED, "they will go") : real().think(state, s))
                : rule;
        case IS_UP_WITHOUT_ITS_STANDBY ->
            state == CREATING
                ? rule.think(s ->
                    s.answers() && s.provisionedPending()
                        ? ask(ResourceAct.TELL_PROVISIONED, "it answers")
                        : real().think(state, s))
                : rule;
        case FORGETS_TO_TELL ->
            state == CREATING
                ? rule.think(
                    s -> s.answers() ? go(AVAILABLE, "it answers") : real().think(state, s))
                : rule;
        case WAITS_FOR_AN_UNMADE_PAIR ->
            state == CREATING
                ? rule.think(s ->
                    s.guard() == ResourceSeen.Guard.MISSING && s.leaderReady()
                        ? stay("its standby is being made")
                        : real().think(state, s))
                : rule;
        case LEAVES_A_MAINTENANCE_OPEN ->
            state == AVAILABLE
                ? rule.think(s ->
                    s.maintenance().isPresent() && !s.bad()
                        ? stay("a maintenance is under way")
                        : real().think(state, s))
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
