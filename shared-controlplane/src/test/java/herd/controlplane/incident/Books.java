package herd.controlplane.incident;

import herd.controlplane.incident.Hand.Idle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One moment of {@link Story}.
 *
 * @param row what the control plane has written about the incident
 * @param wrong how it really is
 * @param takenBy the worker that has taken it; -1 for none
 * @param lease the worker that holds the lease of the incident's subject; -1 for none
 * @param troubles how much may still go wrong in the world
 * @param broken a rule that the last step broke
 */
record Books(
    Row row,
    boolean wrong,
    int takenBy,
    int lease,
    List<Hand> hands,
    int troubles,
    Optional<String> broken) {

  Books with(Row now) {
    return new Books(now, wrong, takenBy, lease, hands, troubles, broken);
  }

  /** With a version that has risen: who took it before comes too late. */
  Books anew(Row now) {
    return with(now).hands(hands.stream().map(Hand::outdated).toList());
  }

  Books condition(boolean now) {
    return new Books(row, now, takenBy, lease, hands, troubles, broken);
  }

  Books troubled() {
    return new Books(row, wrong, takenBy, lease, hands, troubles - 1, broken);
  }

  Books breaking(String rule) {
    return new Books(row, wrong, takenBy, lease, hands, troubles, Optional.of(rule));
  }

  Books hand(int worker, Hand hand) {
    List<Hand> all = new ArrayList<>(hands);
    all.set(worker, hand);
    return hands(List.copyOf(all));
  }

  private Books hands(List<Hand> all) {
    return new Books(row, wrong, takenBy, lease, all, troubles, broken);
  }

  Books take(int worker) {
    return held(worker, lease);
  }

  /** Lets go of the incident and has nothing in hand any more. */
  Books letGo(int worker) {
    return held(takenBy == worker ? -1 : takenBy, lease).hand(worker, new Idle());
  }

  /** Under a new token: whoever else still works has an older one. */
  Books leasedTo(int worker) {
    return hands(hands.stream().map(Hand::outbid).toList()).held(takenBy, worker);
  }

  /** What the worker had taken and leased is anybody's again. */
  Books expired(int worker) {
    return held(takenBy == worker ? -1 : takenBy, lease == worker ? -1 : lease);
  }

  private Books held(int taker, int holder) {
    return new Books(row, wrong, taker, holder, hands, troubles, broken);
  }
}
