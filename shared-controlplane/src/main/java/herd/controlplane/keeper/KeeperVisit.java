package herd.controlplane.keeper;

import static herd.controlplane.generated.Tables.RETENTION;

import herd.controlplane.ControlPlane;
import herd.controlplane.Subject;
import herd.controlplane.ring.Act;
import herd.controlplane.ring.Look;
import herd.controlplane.ring.Observation;
import herd.controlplane.ring.RingAges;
import herd.controlplane.ring.Visit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One look of a service's keeper at the control plane. */
final class KeeperVisit implements Visit<KeeperAct, KeeperSeen> {

  private record Sight(
      Optional<String> late,
      int daysAhead,
      Optional<String> agreeable,
      Optional<String> unread,
      Instant retainedAt) {}

  private final ControlPlane plane;
  private final Subject keeper;
  private final Housekeeping housekeeping;
  private volatile Optional<Sight> sight = Optional.empty();

  KeeperVisit(ControlPlane plane, Subject keeper, Housekeeping housekeeping) {
    this.plane = plane;
    this.keeper = keeper;
    this.housekeeping = housekeeping;
  }

  @Override
  public Look look() {
    sight =
        Optional.of(
            new Sight(
                RingAges.late(plane.ringAges().now()),
                Partitions.ahead(plane.dsl()),
                plane.generations().due(),
                plane.generations().overdue(KeeperRing.FENCES_PATIENCE),
                plane.dsl().fetchSingle(RETENTION).getRanAt().toInstant()));
    return Look.atOurBooks();
  }

  @Override
  public KeeperSeen seen(Look look, List<Observation> recalled, Instant now) {
    Sight seen = sight.orElseThrow(() -> new IllegalStateException("the look did not end in time"));
    return new KeeperSeen(
        keeper.wanted(),
        seen.late(),
        seen.daysAhead(),
        seen.agreeable(),
        seen.unread(),
        Duration.between(seen.retainedAt(), now));
  }

  @Override
  public Act act(KeeperAct name) {
    return switch (name) {
      case MAKE_PARTITIONS -> Act.ofBooks(housekeeping::makePartitions);
      case AGREE -> Act.ofBooks(housekeeping::agree);
      case RETAIN -> Act.ofBooks(housekeeping::retain);
    };
  }
}
