package herd.benchmarks.failover;

import java.util.List;

/** What becomes of a leader, or of whoever it waits for. */
enum Loss {
  PROCESS("Postgres and its backends killed (-9)", "median < 1.5"),
  SERVER("server lost", "median < 3, max < 5"),
  SILENCE("server silent", "< 6"),
  STANDBY("standby's server lost", "< 3"),
  STANDBY_SILENCE("standby's server silent", "< 3"),
  SWITCHOVER("the standby is asked to lead", "< 2");

  /** What every contender is measured with. */
  static final List<Loss> OF_THE_LEADER = List.of(PROCESS, SERVER, SILENCE);

  /** What only ours is: the leader is there all the time. */
  static final List<Loss> BESIDE_THE_LEADER = List.of(STANDBY, STANDBY_SILENCE, SWITCHOVER);

  private final String words;
  private final String goal;

  Loss(String words, String goal) {
    this.words = words;
    this.goal = goal;
  }

  String words() {
    return words;
  }

  /** Of Herd's write outage, in seconds. */
  String goal() {
    return goal;
  }
}
