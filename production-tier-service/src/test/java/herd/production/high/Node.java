package herd.production.high;

/**
 * One server in the world of {@link PairWorld}.
 *
 * @param leads it starts, or runs, as a leader: it has no standby.signal
 * @param names its commits wait for the other
 * @param follows it is told to stream from the other
 * @param lacks a commit that was acknowledged elsewhere is not on it
 * @param newest the worker whose token it saw last; -1 for none
 */
record Node(Power power, boolean leads, boolean names, boolean follows, boolean lacks, int newest) {

  enum Power {
    UP,
    /** The machine is on, Postgres is dead, and nothing starts it by itself. */
    DEAD,
    FROZEN,
    OFF
  }

  static final Node LEADER = new Node(Power.UP, true, true, false, false, -1);
  static final Node STANDBY = new Node(Power.UP, false, false, true, false, -1);

  boolean up() {
    return power == Power.UP;
  }

  /** Its host answers over SSH. */
  boolean hostAnswers() {
    return power == Power.UP || power == Power.DEAD;
  }

  Node power(Power now) {
    return new Node(now, leads, names, follows, lacks, newest);
  }

  Node names(boolean now) {
    return new Node(power, leads, now, follows, lacks, newest);
  }

  Node lacks(boolean now) {
    return new Node(power, leads, names, follows, now, newest);
  }

  Node restarted() {
    return new Node(Power.UP, true, names, follows, lacks, newest);
  }

  /** Its names stay: should it ever be started as a leader by mistake, it is mute. */
  Node stoppedForGood() {
    return new Node(Power.DEAD, false, names, follows, lacks, newest);
  }

  Node muted() {
    return new Node(power, leads, names, false, lacks, newest);
  }

  /** Started first, should it be dead. */
  Node promoted() {
    return new Node(Power.UP, true, false, false, lacks, newest);
  }

  Node saw(int worker) {
    return new Node(power, leads, names, follows, lacks, worker);
  }

  /** Rewound or copied anew: a standby that has still to catch up. */
  Node rejoined() {
    return new Node(Power.UP, false, false, true, true, newest);
  }
}
