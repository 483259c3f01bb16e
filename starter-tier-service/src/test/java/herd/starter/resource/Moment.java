package herd.starter.resource;

import herd.starter.resource.Hand.Idle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * One moment of {@link Story}.
 *
 * @param row what the control plane has written about the resource
 * @param out how it really is outside
 * @param takenBy the worker that has taken it; -1 for none
 * @param lease the worker that holds its lease; -1 for none
 * @param troubles how much may still go wrong in the world
 * @param broken a rule that the last step broke
 */
record Moment(
    Row row,
    Outside out,
    int takenBy,
    int lease,
    List<Hand> hands,
    int troubles,
    Optional<String> broken) {

  /**
   * The outside.
   *
   * @param spent the grant's code was used
   * @param had its answer was stored once
   * @param tenant database and roles are on the server
   * @param up Postgres runs there
   * @param removed the platform no longer has the add-on
   * @param old one of the customer's transactions is too old
   */
  record Outside(
      boolean spent, boolean had, boolean tenant, boolean up, boolean removed, boolean old) {

    static final Outside NEW = new Outside(false, false, false, true, false, false);

    Outside codeSpent() {
      return new Outside(true, had, tenant, up, removed, old);
    }

    Outside answerStored() {
      return new Outside(spent, true, tenant, up, removed, old);
    }

    Outside tenant(boolean there) {
      return new Outside(spent, had, there, up, removed, old);
    }

    Outside up(boolean now) {
      return new Outside(spent, had, tenant, now, removed, old && now);
    }

    Outside gone() {
      return new Outside(spent, had, tenant, up, true, old);
    }

    Outside old(boolean now) {
      return new Outside(spent, had, tenant, up, removed, now);
    }
  }

  static Moment start(int troubles) {
    List<Hand> idle = List.of(new Idle(), new Idle());
    return new Moment(Row.NEW, Outside.NEW, -1, -1, idle, troubles, Optional.empty());
  }

  /** A fact is written beside the life: no version rises. */
  Moment with(Row now) {
    return new Moment(now, out, takenBy, lease, hands, troubles, broken);
  }

  Moment with(Outside now) {
    return new Moment(row, now, takenBy, lease, hands, troubles, broken);
  }

  /** With a version that has risen: who took it before comes too late. */
  Moment anew(Row now) {
    return with(now).all(Hand::outdated);
  }

  Moment troubled() {
    return new Moment(row, out, takenBy, lease, hands, troubles - 1, broken);
  }

  Moment breaking(String rule) {
    return new Moment(row, out, takenBy, lease, hands, troubles, Optional.of(rule));
  }

  Moment hand(int worker, Hand hand) {
    List<Hand> all = new ArrayList<>(hands);
    all.set(worker, hand);
    return new Moment(row, out, takenBy, lease, List.copyOf(all), troubles, broken);
  }

  private Moment all(UnaryOperator<Hand> change) {
    List<Hand> all = hands.stream().map(change).toList();
    return new Moment(row, out, takenBy, lease, all, troubles, broken);
  }

  Moment take(int worker) {
    return held(worker, lease);
  }

  /** Lets go of the resource and has nothing in hand any more. */
  Moment letGo(int worker) {
    return held(takenBy == worker ? -1 : takenBy, lease == worker ? -1 : lease)
        .hand(worker, new Idle());
  }

  /** Under a new token: whoever else still works has an older one. */
  Moment leasedTo(int worker) {
    return all(Hand::older).held(takenBy, worker);
  }

  /** This worker's token reaches the server. */
  Moment landed(int worker) {
    Hand mine = hands.get(worker);
    return all(Hand::shutOut).hand(worker, mine);
  }

  /** What the worker had taken and leased is anybody's again. */
  Moment expired(int worker) {
    return held(takenBy == worker ? -1 : takenBy, lease == worker ? -1 : lease);
  }

  private Moment held(int taker, int holder) {
    return new Moment(row, out, taker, holder, hands, troubles, broken);
  }
}
