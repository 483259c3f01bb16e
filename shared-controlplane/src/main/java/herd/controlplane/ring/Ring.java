package herd.controlplane.ring;

import herd.controlplane.Subject;
import herd.controlplane.incident.IncidentType;
import herd.statemachine.Machine;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;

/**
 * One kind of subject of one service, and how it is looked at, thought about and changed.
 *
 * @param <S> the machine's states
 * @param <A> the machine's acts
 * @param <V> what its think blocks see
 */
public interface Ring<S extends Enum<S>, A extends Enum<A>, V> {

  /** The subjects' kind. */
  String kind();

  Machine<S, A, V> machine();

  /**
   * Makes ready to look at a batch: reads what the service's own tables say about its members, in
   * as few queries as it can. A member left out is put back untouched, for a worker that knows it.
   */
  Map<UUID, Visit<A, V>> visits(List<Subject> batch);

  /**
   * Told of every transition, inside the transaction that commits it, so that the service's own
   * tables can follow. Must only write to the database.
   */
  default void moved(DSLContext transaction, Subject subject, S to) {}

  /** What may be wrong with a subject of this kind. */
  default List<IncidentType<V>> incidents() {
    return List.of();
  }
}
