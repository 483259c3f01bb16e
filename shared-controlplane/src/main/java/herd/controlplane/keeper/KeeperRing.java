package herd.controlplane.keeper;

import herd.controlplane.ControlPlane;
import herd.controlplane.Subject;
import herd.controlplane.incident.Attempt;
import herd.controlplane.incident.Finding;
import herd.controlplane.incident.IncidentType;
import herd.controlplane.ring.Act;
import herd.controlplane.ring.Ring;
import herd.controlplane.ring.Visit;
import herd.statemachine.Machine;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * The ring of a service's keeper. Every service watches its own members; what belongs to the whole
 * schema (partitions, retention) is done by whichever keeper comes first.
 */
public final class KeeperRing implements Ring<KeeperState, KeeperAct, KeeperSeen> {

  public static final String KIND = "keeper";
  public static final String RING_LATE = "ring_late";
  public static final String PARTITIONS_SHORT = "partitions_short";

  public static final String FENCES_UNREAD = "fences_unread";

  /** Every living server is looked at once a minute, and a booting one is up by then. */
  static final Duration FENCES_PATIENCE = Duration.ofMinutes(5);

  private static final String NAME = "control-plane";
  private static final int SHORT = 2;

  private final ControlPlane plane;
  private final Housekeeping housekeeping;

  /**
   * @param owner connections as the schema's owner, herd_control
   */
  public KeeperRing(ControlPlane plane, DataSource owner) {
    this.plane = plane;
    this.housekeeping = new Housekeeping(owner);
  }

  /** Puts the service's keeper into the ring unless it is there. */
  public UUID register() {
    String key = plane.service() + "/" + KIND;
    UUID id = UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8));
    plane.subjects().add(id, KIND, NAME, KeeperState.WATCHING, Optional.empty());
    return id;
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public Machine<KeeperState, KeeperAct, KeeperSeen> machine() {
    return new KeeperMachine();
  }

  @Override
  public Map<UUID, Visit<KeeperAct, KeeperSeen>> visits(List<Subject> batch) {
    Map<UUID, Visit<KeeperAct, KeeperSeen>> visits = new HashMap<>();
    batch.forEach(member -> visits.put(member.id(), new KeeperVisit(plane, member, housekeeping)));
    return visits;
  }

  @Override
  public List<IncidentType<KeeperSeen>> incidents() {
    return List.of(
        IncidentType.<KeeperSeen>whenSeen(
                RING_LATE, seen -> Finding.wrongIf(seen.late().isPresent()))
            .attempt(
                new Attempt(
                    "Wake every worker",
                    Duration.ofSeconds(45),
                    _ -> Act.ofBooks(this::wakeEveryWorker))),
        IncidentType.<KeeperSeen>whenSeen(
                PARTITIONS_SHORT, seen -> Finding.wrongIf(seen.daysAhead() < SHORT))
            .attempt(
                new Attempt(
                    "Make partitions",
                    Duration.ofMinutes(1),
                    _ -> Act.ofBooks(housekeeping::makePartitions))),
        IncidentType.<KeeperSeen>whenSeen(
            FENCES_UNREAD, seen -> Finding.wrongIf(seen.unread().isPresent())),
        IncidentType.thinkFailed());
  }

  private String wakeEveryWorker() {
    List<String> kinds =
        plane.ringAges().now().keySet().stream().map(lane -> lane.kind()).distinct().toList();
    kinds.forEach(plane.subjects()::wake);
    return "woke " + String.join(", ", kinds);
  }
}
