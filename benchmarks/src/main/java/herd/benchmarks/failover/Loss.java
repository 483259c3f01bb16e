package herd.benchmarks.failover;

/** What becomes of a leader. */
enum Loss {
  PROCESS("Postgres killed (-9)", "median < 1.5"),
  SERVER("server lost", "median < 3, max < 5"),
  SILENCE("server silent", "< 6");

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
