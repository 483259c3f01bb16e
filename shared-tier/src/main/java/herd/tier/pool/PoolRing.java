package herd.tier.pool;

import herd.controlplane.ControlPlane;
import herd.controlplane.Subject;
import herd.controlplane.incident.IncidentType;
import herd.controlplane.ring.Act;
import herd.controlplane.ring.Look;
import herd.controlplane.ring.Observation;
import herd.controlplane.ring.Ring;
import herd.controlplane.ring.Visit;
import herd.statemachine.Machine;
import herd.tier.resource.Resources;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** The ring with one member: the pool itself. */
public final class PoolRing implements Ring<PoolState, PoolAct, PoolSeen> {

  private final Pool pool;

  public PoolRing(Pool pool) {
    this.pool = pool;
  }

  /** Puts the service's pool into the ring unless it is there. */
  public void register(ControlPlane plane) {
    String key = plane.service() + "/" + Resources.POOL_KIND;
    plane
        .subjects()
        .add(
            UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8)),
            Resources.POOL_KIND,
            plane.service(),
            machine().initial(),
            Optional.empty());
  }

  @Override
  public String kind() {
    return Resources.POOL_KIND;
  }

  @Override
  public Machine<PoolState, PoolAct, PoolSeen> machine() {
    return new PoolMachine();
  }

  @Override
  public List<IncidentType<PoolSeen>> incidents() {
    return List.of(IncidentType.thinkFailed());
  }

  @Override
  public Map<UUID, Visit<PoolAct, PoolSeen>> visits(List<Subject> batch) {
    return batch.stream().collect(Collectors.toMap(Subject::id, PoolVisit::new));
  }

  private final class PoolVisit implements Visit<PoolAct, PoolSeen> {

    private final Subject subject;
    private Optional<String> shortRegion = Optional.empty();
    private boolean somebodyWaits;

    PoolVisit(Subject subject) {
      this.subject = subject;
    }

    @Override
    public Look look() {
      shortRegion = pool.shortRegion();
      somebodyWaits = shortRegion.isPresent() && pool.somebodyWaits();
      return Look.atOurBooks();
    }

    @Override
    public PoolSeen seen(Look look, List<Observation> recalled, Instant now) {
      return new PoolSeen(
          subject.wanted(), shortRegion, somebodyWaits, Duration.between(subject.since(), now));
    }

    @Override
    public Act act(PoolAct name) {
      return switch (name) {
        case ADD_SERVER -> Act.ofBooks(pool::add);
      };
    }
  }
}
