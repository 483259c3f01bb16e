package herd.production.high;

import static org.assertj.core.api.Assertions.assertThat;

import herd.production.high.PairSeen.Leader;
import herd.production.high.PairSeen.Standby;
import herd.production.placement.Standing;
import herd.statemachine.Decision;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is not in the explorer's world: plans that change, copies that sort otherwise, settings. */
class PairMachineTest {

  private static final Duration LONG = Duration.ofMinutes(1);

  /** All is well, and has been for a while. */
  private static final PairSeen WELL =
      with(
          new PairWorld(new PairMachine(), PairWorld.Rules.ALL, 0, false, false, true)
              .seen(PairMoment.start(0, true)),
          Map.of("inState", LONG));

  private static final PairSeen MUTE =
      with(
          WELL,
          Map.of(
              "leader", Leader.MUTE,
              "standing", Standing.NONE,
              "waits", Optional.of(true)));

  @ParameterizedTest
  @EnumSource(names = {"NONE", "WAITING", "COPYABLE", "APART", "LOST"})
  void whoeverLeavesThePlanThatNeverReleasesIsReleased(Standby standby) {
    assertThat(act(PairState.FORMING, with(MUTE, Map.of("standby", standby))))
        .contains(PairAct.RELEASE);
  }

  @ParameterizedTest
  @EnumSource(names = {"NONE", "WAITING", "COPYABLE", "APART", "LOST", "STREAMING", "CLOSE"})
  void whoeverHasItIsNot(Standby standby) {
    PairSeen strict = with(MUTE, Map.of("standby", standby, "neverReleases", true));
    assertThat(act(PairState.FORMING, strict).filter(PairAct.RELEASE::equals)).isEmpty();
    assertThat(act(PairState.GUARDED, strict).filter(PairAct.RELEASE::equals)).isEmpty();
    assertThat(act(PairState.DOUBTFUL, strict).filter(PairAct.RELEASE::equals)).isEmpty();
  }

  @Test
  void aCopyThatSortsOtherwiseKeepsWhatIsWrittenOrNobodyWaitsForIt() {
    PairSeen otherwise =
        with(MUTE, Map.of("standby", Standby.STREAMING, "sortAlike", Optional.of(false)));
    assertThat(act(PairState.FORMING, otherwise)).contains(PairAct.RELEASE);
    PairSeen strict = with(otherwise, Map.of("neverReleases", true));
    assertThat(act(PairState.FORMING, strict)).contains(PairAct.QUALIFY);
    assertThat(with(strict, Map.of("standing", Standing.QUALIFIED)).candidate()).isFalse();
  }

  @Test
  void namesThatSomebodyClearedCostTheStandbyItsStanding() {
    PairSeen cleared = with(WELL, Map.of("waits", Optional.of(false)));
    assertThat(act(PairState.GUARDED, cleared)).contains(PairAct.RELEASE);
    PairSeen qualifiedJustNow = with(cleared, Map.of("inState", Duration.ofMillis(300)));
    assertThat(act(PairState.GUARDED, qualifiedJustNow)).isEmpty();
  }

  @Test
  void aMuteLeaderWhoseStandbyIsJustBackIsNotDoubtedWhereItWaitsOnPurpose() {
    PairSeen back =
        with(
            MUTE,
            Map.of(
                "standing", Standing.QUALIFIED,
                "standby", Standby.CLOSE,
                "inState", Duration.ofSeconds(1)));
    assertThat(next(back)).contains(PairState.DOUBTFUL);
    PairSeen strict = with(back, Map.of("neverReleases", true));
    assertThat(next(strict)).isEmpty();
    assertThat(next(with(strict, Map.of("inState", LONG)))).contains(PairState.DOUBTFUL);
  }

  private static Optional<PairAct> act(PairState state, PairSeen seen) {
    return new PairMachine().think(state, seen)
            instanceof Decision.Ask<PairState, PairAct>(PairAct act, _)
        ? Optional.of(act)
        : Optional.empty();
  }

  private static Optional<PairState> next(PairSeen seen) {
    return new PairMachine().think(PairState.GUARDED, seen)
            instanceof Decision.Go<PairState, PairAct>(PairState to, _)
        ? Optional.of(to)
        : Optional.empty();
  }

  private static PairSeen with(PairSeen seen, Map<String, Object> changes) {
    Map<String, Object> left = new TreeMap<>(changes);
    RecordComponent[] components = PairSeen.class.getRecordComponents();
    try {
      Object[] values = new Object[components.length];
      for (int each = 0; each < components.length; each++) {
        Object before = components[each].getAccessor().invoke(seen);
        Object now = left.remove(components[each].getName());
        values[each] = now == null ? before : now;
      }
      assertThat(left).as("no such component").isEmpty();
      Class<?>[] types =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class[]::new);
      return PairSeen.class.getDeclaredConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("PairSeen is no record any more", e);
    }
  }
}
