package herd.production.high;

import herd.production.placement.Standing;
import herd.production.plan.Receipt;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One moment of {@link PairWorld}.
 *
 * @param row what the control plane has written
 * @param nodes the two servers
 * @param hidden the first server is out of every worker's sight, though not of its customers'
 * @param linked the servers reach each other
 * @param lease the worker that holds the pair's lease; -1 for none
 * @param troubles how much may still go wrong
 * @param broken a rule that the last step broke
 */
record PairMoment(
    Row row,
    List<Node> nodes,
    boolean hidden,
    boolean linked,
    int lease,
    List<Hand> hands,
    int troubles,
    Optional<String> broken) {

  /**
   * @param leader which server is the leader by the books; the other is the standby, or the old one
   * @param old the other is an old leader
   */
  record Row(
      PairState state,
      int leader,
      boolean old,
      Standing standing,
      Optional<Receipt> receipt,
      boolean promoted,
      boolean planned,
      boolean asked,
      Fit fit,
      Version version) {

    /** Which servers are of the size that the plan asks for. */
    enum Fit {
      BOTH,
      LEADER,
      OTHER,
      NONE;

      Fit otherReplaced() {
        return this == BOTH || this == LEADER ? BOTH : OTHER;
      }

      Fit swapped() {
        return this == LEADER ? OTHER : this == OTHER ? LEADER : this;
      }
    }

    /** How far an upgrade is: asked for, or what the failover that is for it says of itself. */
    enum Version {
      RIGHT,
      WISHED,
      DUE,
      DONE,
      FAILED;

      Upgrade.Stage stage() {
        return switch (this) {
          case RIGHT, WISHED -> Upgrade.Stage.NONE;
          case DUE -> Upgrade.Stage.DUE;
          case DONE -> Upgrade.Stage.DONE;
          case FAILED -> Upgrade.Stage.FAILED;
        };
      }

      /** With a transition of the pair, in the same transaction. */
      Version moved(PairState from, PairState to) {
        return switch (to) {
          case FENCING -> this == WISHED && from == PairState.GUARDED ? DUE : again();
          case RESTARTING -> from == PairState.UPGRADING ? FAILED : this;
          case GUARDED -> this == FAILED ? RIGHT : again();
          case DOUBTFUL -> from == PairState.FENCING ? again() : this;
          default -> this;
        };
      }

      private Version again() {
        return this == DUE || this == FAILED ? WISHED : this;
      }
    }

    int other() {
      return 1 - leader;
    }

    Row standing(Standing now) {
      return new Row(state, leader, old, now, receipt, promoted, planned, asked, fit, version);
    }

    Row receipt(Receipt grade) {
      return new Row(
          state, leader, old, standing, Optional.of(grade), promoted, planned, asked, fit, version);
    }

    Row switchAsked() {
      return new Row(state, leader, old, standing, receipt, promoted, planned, true, fit, version);
    }

    Row wasPromoted() {
      return new Row(state, leader, old, standing, receipt, true, planned, asked, fit, version);
    }

    Row rejoined() {
      return new Row(
          state, leader, false, Standing.NONE, Optional.empty(), false, false, asked, fit, version);
    }

    Row replaced() {
      return rejoined()
          .fit(fit.otherReplaced())
          .version(version == Version.DONE ? Version.RIGHT : version);
    }

    Row fit(Fit now) {
      return new Row(state, leader, old, standing, receipt, promoted, planned, asked, now, version);
    }

    Row version(Version now) {
      return new Row(state, leader, old, standing, receipt, promoted, planned, asked, fit, now);
    }

    /** A transition, with what follows it in the same transaction. */
    Row moved(PairState to) {
      return state == PairState.PROMOTING && to == PairState.ALONE
          ? new Row(
              to,
              other(),
              true,
              Standing.NONE,
              receipt,
              false,
              planned,
              asked,
              fit.swapped(),
              version)
          : new Row(
              to,
              leader,
              old,
              standing,
              receipt,
              promoted,
              planned,
              asked,
              fit,
              version.moved(state, to));
    }
  }

  /** What one worker has in hand. */
  sealed interface Hand {
    record Idle() implements Hand {}

    record Looked(Row row, PairSeen seen) implements Hand {}

    /**
     * @param row the books when the act began
     * @param stage how far it is
     * @param grade for a fence: which receipt it is after
     * @param booted a bit for each server that has booted since the act's first stage
     */
    record Acting(
        PairAct act, Row row, int stage, Optional<Receipt> grade, boolean stale, int booted)
        implements Hand {
      Acting next() {
        return new Acting(act, row, stage + 1, grade, stale, booted);
      }

      Acting late() {
        return new Acting(act, row, stage, grade, true, booted);
      }

      Acting boots(int node) {
        return stage == 0 ? this : new Acting(act, row, stage, grade, stale, booted | 1 << node);
      }

      boolean bootedSince(int node) {
        return (booted & 1 << node) != 0;
      }
    }
  }

  static PairMoment start(int troubles, boolean synchronous) {
    Standing standing = synchronous ? Standing.QUALIFIED : Standing.NONE;
    return new PairMoment(
        new Row(
            PairState.GUARDED,
            0,
            false,
            standing,
            Optional.empty(),
            false,
            false,
            false,
            Row.Fit.BOTH,
            Row.Version.RIGHT),
        List.of(Node.LEADER.names(synchronous), Node.STANDBY),
        false,
        true,
        -1,
        List.of(new Hand.Idle(), new Hand.Idle()),
        troubles,
        Optional.empty());
  }

  Node leader() {
    return nodes.get(row.leader());
  }

  Node other() {
    return nodes.get(row.other());
  }

  /** Whether a worker can reach the server's host. */
  boolean inSight(int node) {
    return !(hidden && node == 0);
  }

  /** Whether it streams from the other one, which gets its commits acknowledged by that. */
  boolean receives(int node) {
    Node it = nodes.get(node);
    return linked && it.up() && !it.leads() && it.follows() && nodes.get(1 - node).up();
  }

  boolean acknowledges(int node) {
    Node it = nodes.get(node);
    return it.up() && it.leads() && (!it.names() || receives(1 - node));
  }

  PairMoment row(Row now) {
    return new PairMoment(now, nodes, hidden, linked, lease, hands, troubles, broken);
  }

  PairMoment node(int which, Node now) {
    List<Node> both = new ArrayList<>(nodes);
    both.set(which, now);
    return new PairMoment(row, List.copyOf(both), hidden, linked, lease, hands, troubles, broken);
  }

  /** Switched on again, with nothing of its cluster running; whoever acts on it may notice. */
  PairMoment boots(int which) {
    PairMoment now = node(which, nodes.get(which).power(Node.Power.DEAD));
    for (int each = 0; each < hands.size(); each++) {
      if (hands.get(each) instanceof Hand.Acting acting) {
        now = now.hand(each, acting.boots(which));
      }
    }
    return now;
  }

  PairMoment hidden(boolean now) {
    return new PairMoment(row, nodes, now, linked, lease, hands, troubles, broken);
  }

  PairMoment linked(boolean now) {
    return new PairMoment(row, nodes, hidden, now, lease, hands, troubles, broken);
  }

  PairMoment hand(int worker, Hand hand) {
    List<Hand> all = new ArrayList<>(hands);
    all.set(worker, hand);
    return new PairMoment(row, nodes, hidden, linked, lease, List.copyOf(all), troubles, broken);
  }

  PairMoment idle(int worker) {
    return hand(worker, new Hand.Idle()).leased(lease == worker ? -1 : lease);
  }

  PairMoment leased(int worker) {
    return new PairMoment(row, nodes, hidden, linked, worker, hands, troubles, broken);
  }

  /** Under a new token: whoever else still acts has an older one. */
  PairMoment leasedAnew(int worker) {
    PairMoment now = leased(worker);
    for (int each = 0; each < hands.size(); each++) {
      if (each != worker && hands.get(each) instanceof Hand.Acting acting) {
        now = now.hand(each, acting.late());
      }
    }
    return now;
  }

  PairMoment troubled() {
    return new PairMoment(row, nodes, hidden, linked, lease, hands, troubles - 1, broken);
  }

  PairMoment breaking(String rule) {
    return new PairMoment(row, nodes, hidden, linked, lease, hands, troubles, Optional.of(rule));
  }
}
