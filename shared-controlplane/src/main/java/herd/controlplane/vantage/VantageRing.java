package herd.controlplane.vantage;

import herd.controlplane.ControlPlane;
import herd.controlplane.Subject;
import herd.controlplane.incident.Finding;
import herd.controlplane.incident.IncidentType;
import herd.controlplane.incident.Occasion;
import herd.controlplane.ring.NoAct;
import herd.controlplane.ring.Ring;
import herd.controlplane.ring.Signals;
import herd.controlplane.ring.StallWatch;
import herd.controlplane.ring.Visit;
import herd.controlplane.ring.Worker;
import herd.controlplane.ring.WorkerConfig;
import herd.statemachine.Machine;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The ring of one vantage: a single member, drained only by workers that look from there. */
public final class VantageRing implements Ring<VantageState, NoAct, VantageSeen> {

  /** Raised while a vantage is blind. Nothing can be tried from here: it goes to a human. */
  public static final String VANTAGE_BLIND = "vantage_blind";

  /** How long it must see before the incident is over, so that one which comes and goes is one. */
  private static final Duration STEADY = Duration.ofMinutes(2);

  private static final Duration LOOK_LIMIT = Duration.ofSeconds(5);

  private final ControlPlane plane;
  private final String vantage;
  private final References references;

  /**
   * @param references what must be seen from there: at the least the vantage's own echo, through
   *     the way its sockets go out
   */
  public VantageRing(ControlPlane plane, String vantage, List<Reference> references) {
    this.plane = plane;
    this.vantage = vantage;
    this.references = new References(references);
  }

  /** Starts a worker of this vantage's own. */
  public Worker<VantageState, NoAct, VantageSeen> start(String worker, Signals signals) {
    WorkerConfig config =
        WorkerConfig.of(worker, vantage).named(vantage).withSlots(4).withLookLimit(LOOK_LIMIT);
    return new Worker<>(plane, this, config, StallWatch.get(), signals);
  }

  @Override
  public String kind() {
    return Vantages.KIND;
  }

  @Override
  public Machine<VantageState, NoAct, VantageSeen> machine() {
    return new VantageMachine();
  }

  @Override
  public Map<UUID, Visit<NoAct, VantageSeen>> visits(List<Subject> batch) {
    Map<UUID, Visit<NoAct, VantageSeen>> visits = new HashMap<>();
    Brake brake = new Brake(plane.dsl(), plane.service());
    for (Subject member : batch) {
      visits.put(member.id(), new VantageVisit(member, references, brake));
    }
    return visits;
  }

  @Override
  public List<IncidentType<VantageSeen>> incidents() {
    return types();
  }

  /** What may be wrong with a vantage; the same for all of them. */
  public static List<IncidentType<VantageSeen>> types() {
    return List.of(IncidentType.of(VANTAGE_BLIND, VantageRing::blind), IncidentType.thinkFailed());
  }

  private static Finding blind(Occasion<VantageSeen> occasion) {
    if (occasion.state().equals(VantageState.BLIND.name())) {
      return Finding.WRONG;
    }
    boolean steady =
        occasion.seen().filter(seen -> seen.seeingFor().compareTo(STEADY) > 0).isPresent();
    return steady ? Finding.RIGHT : Finding.UNKNOWN;
  }
}
