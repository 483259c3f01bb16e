package herd.fleet.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import herd.fleet.tenant.LockTable.Holder;
import java.util.List;
import org.junit.jupiter.api.Test;

class LockTableTest {
  private static final Holder DUMP = new Holder(1, 20_001, 40_000);
  private static final Holder ALL = new Holder(2, 20_002, 60_000);

  @Test
  void nobodyIsTroubledWhileHalfOfTheTableIsFree() {
    assertThat(new LockTable(0, List.of()).hogs(4)).isEmpty();
    assertThat(new LockTable(100_000, List.of(DUMP)).hogs(20)).isEmpty();
  }

  @Test
  void whoeverHoldsMoreThanAnEqualShareLosesItsLargestSessionsOnly() {
    Holder small = new Holder(3, ALL.database(), 20_000);
    assertThat(new LockTable(100_000, List.of(ALL, small)).hogs(4)).containsExactly(ALL);
    assertThat(new LockTable(100_000, List.of(ALL, DUMP)).hogs(2)).containsExactly(ALL);
    assertThat(new LockTable(100_000, List.of(ALL, DUMP)).hogs(4)).containsExactly(DUMP, ALL);
  }

  @Test
  void whoeverIsAloneMayHaveAllThatIsPlanned() {
    Holder small = new Holder(3, ALL.database(), 40_000);
    assertThat(new LockTable(100_000, List.of(ALL, small)).hogs(1)).isEmpty();
    assertThat(new LockTable(90_000, List.of(ALL, small)).hogs(1)).containsExactly(ALL);
  }

  @Test
  void manySessionsOfOneTenantCountTogether() {
    List<Holder> many =
        List.of(
            new Holder(1, 20_001, 20_000),
            new Holder(2, 20_001, 20_001),
            new Holder(3, 20_001, 20_002),
            new Holder(4, 20_002, 20_000));
    assertThat(new LockTable(100_000, many).hogs(2)).containsExactly(many.get(2));
  }
}
