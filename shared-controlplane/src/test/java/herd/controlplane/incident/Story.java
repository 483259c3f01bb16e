package herd.controlplane.incident;

import static herd.controlplane.incident.IncidentState.NEEDS_HUMAN;
import static herd.controlplane.incident.IncidentState.RESOLVED;

import herd.controlplane.incident.Hand.Acting;
import herd.controlplane.incident.Hand.Asked;
import herd.controlplane.incident.Hand.Idle;
import herd.controlplane.incident.Hand.Looked;
import herd.statemachine.Decision;
import herd.statemachine.Explorer.Step;
import herd.statemachine.Explorer.World;
import herd.statemachine.Machine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A small finite world around one incident: the real machine, two workers that may crash or be
 * frozen between any two steps, a condition that comes and goes, attempts that help or do not, and
 * an operator. What the database does in one statement or transaction is one step.
 *
 * <p>Of troubles (a crash, a freeze, a condition that comes back, an operator who wants another
 * try) there are only so many, in any mixture.
 *
 * <p>A worker that is frozen loses what it had taken and its lease, because their time runs out; it
 * goes on afterwards as if nothing had happened. One that is frozen in the middle of an attempt may
 * still finish it on the server when nobody has been given a newer token meanwhile: that attempt
 * was begun in time, checks its precondition on the server and can be run twice. So the rule here
 * is about attempts that are begun.
 */
record Story(
    Machine<IncidentState, IncidentAct, IncidentSeen> machine,
    Rules rules,
    int attempts,
    int troubles,
    Goal goal)
    implements World<Books> {

  /** What the loop and the leases see to; each can be left out to show that it is needed. */
  record Rules(boolean compareAndSet, boolean lease, boolean stillOurs) {
    static final Rules ALL = new Rules(true, true, true);
  }

  /** What must be reachable from everywhere. */
  enum Goal {
    /** A condition that may go away by itself: the incident ends. */
    RESOLVED_ONCE_GONE,
    /** Nothing ever helps: somebody is called. */
    A_HUMAN_IS_CALLED
  }

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @Override
  public Books start() {
    return new Books(
        Row.NEW, true, -1, -1, List.of(new Idle(), new Idle()), troubles, Optional.empty());
  }

  @Override
  public Optional<String> breach(Books books) {
    long atWork =
        books.hands().stream()
            .filter(hand -> hand instanceof Acting acting && acting.fenceLetsIn())
            .count();
    return books
        .broken()
        .or(() -> atWork > 1 ? Optional.of("two attempts at once") : Optional.empty());
  }

  @Override
  public boolean settled(Books books) {
    return switch (goal) {
      case RESOLVED_ONCE_GONE -> books.row().state() == RESOLVED && !books.wrong();
      case A_HUMAN_IS_CALLED -> books.row().state() == NEEDS_HUMAN && books.row().paged();
    };
  }

  @Override
  public List<Step<Books>> steps(Books books) {
    List<Step<Books>> steps = new ArrayList<>();
    outside(books, steps);
    for (int worker = 0; worker < books.hands().size(); worker++) {
      String who = "worker " + worker + " ";
      Hand hand = books.hands().get(worker);
      switch (hand) {
        case Idle _ -> idle(books, worker, who, steps);
        case Looked looked -> step(steps, who + "commits", commit(books, worker, looked));
        case Asked asked -> step(steps, who + "starts its act", begin(books, worker, asked));
        case Acting acting -> acting(books, worker, who, acting, steps);
      }
      if (!(hand instanceof Idle) && books.troubles() > 0) {
        step(steps, who + "crashes", books.hand(worker, new Idle()).troubled());
        step(steps, who + "is frozen", books.expired(worker).troubled());
      }
    }
    return steps;
  }

  private static void step(List<Step<Books>> steps, String what, Books after) {
    steps.add(new Step<>(what, after));
  }

  /** The condition, the looks at the subject that report it, time, and the operator. */
  private void outside(Books books, List<Step<Books>> steps) {
    Row row = books.row();
    boolean resolved = row.state() == RESOLVED;
    if (books.wrong() && goal == Goal.RESOLVED_ONCE_GONE) {
      step(steps, "the condition goes by itself", books.condition(false));
    }
    if (!books.wrong() && books.troubles() > 0) {
      step(steps, "the condition comes back", books.condition(true).troubled());
    }
    if (!books.wrong() && !row.cleared() && !resolved) {
      step(steps, "a look clears the incident", books.anew(row.clear()));
    }
    if (books.wrong() && (row.cleared() || resolved)) {
      step(steps, "a look opens the incident again", books.anew(row.reopened()));
    }
    if (row.ended() != Row.End.NONE && !row.patienceOver()) {
      step(steps, "patience is over", books.with(row.impatient()));
    }
    if (row.state() == NEEDS_HUMAN && row.paged() && books.troubles() > 0) {
      step(steps, "an operator asks for another try", books.anew(row.toRetry()).troubled());
    }
  }

  private void idle(Books books, int worker, String who, List<Step<Books>> steps) {
    if (books.takenBy() == worker || books.lease() == worker) {
      step(steps, "the time of " + who + "runs out", books.expired(worker));
    }
    if (books.takenBy() < 0 && books.row().state() != RESOLVED) {
      Row row = books.row();
      Looked looked = new Looked(row.state(), seen(row), row.cutShortOrNext(), false);
      step(steps, who + "takes it", books.take(worker).hand(worker, looked));
    }
  }

  private IncidentSeen seen(Row row) {
    Optional<Duration> sinceEnd =
        row.ended() == Row.End.NONE
            ? Optional.empty()
            : Optional.of(row.patienceOver() ? PATIENCE : Duration.ZERO);
    return new IncidentSeen(
        row.cleared(),
        Optional.empty(),
        attempts,
        row.attempt(),
        row.attempt() > 0 && row.ended() == Row.End.HERE,
        sinceEnd,
        PATIENCE,
        false,
        false,
        !row.paged(),
        row.retry());
  }

  private Books commit(Books books, int worker, Looked looked) {
    if (rules.compareAndSet() && (looked.stale() || books.takenBy() != worker)) {
      return books.letGo(worker);
    }
    return switch (machine.think(looked.state(), looked.seen())) {
      case Decision.Stay<IncidentState, IncidentAct> _ -> books.letGo(worker);
      case Decision.Go<IncidentState, IncidentAct>(IncidentState to, _) ->
          books.row().state() == RESOLVED
              ? books.breaking("a stale worker moved an incident that was resolved")
              : books.letGo(worker).anew(books.row().moved(to));
      case Decision.Ask<IncidentState, IncidentAct>(IncidentAct act, _) ->
          books.hand(worker, new Asked(act, looked.number(), false));
    };
  }

  /** The lease is taken, and the books are asked once more whether the member is still ours. */
  private Books begin(Books books, int worker, Asked asked) {
    boolean ours = books.takenBy() == worker && !asked.stale();
    if (rules.stillOurs() && !ours) {
      return books.letGo(worker);
    }
    if (asked.act() != IncidentAct.ATTEMPT) {
      return books.letGo(worker).with(books.row().humanCalled());
    }
    boolean busy = rules.lease() && books.lease() >= 0 && books.lease() != worker;
    if (busy || attempts == 0) {
      return books.letGo(worker);
    }
    if (books.row().state() == RESOLVED) {
      return books.breaking("an attempt is begun after the incident was resolved");
    }
    Books leased = rules.lease() ? books.leasedTo(worker) : books;
    return leased.hand(worker, new Acting(Math.min(asked.number(), attempts), 0, true));
  }

  private void acting(Books books, int worker, String who, Acting acting, List<Step<Books>> steps) {
    Books next = books.hand(worker, acting.next());
    switch (acting.stage()) {
      case 0 ->
          step(steps, who + "notes the beginning", next.with(next.row().begun(acting.number())));
      case 1 -> {
        step(steps, "the attempt does not help", next);
        if (goal == Goal.RESOLVED_ONCE_GONE && acting.fenceLetsIn()) {
          step(steps, "the attempt helps", next.condition(false));
        }
      }
      default ->
          step(
              steps,
              who + "notes the end",
              books.with(books.row().over()).expired(worker).letGo(worker));
    }
  }
}
