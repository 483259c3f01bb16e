package herd.benchmarks.failover;

import herd.fleet.local.LocalFaults;

/** What becomes of a leader. */
enum Loss {
  PROCESS("Postgres killed (-9)", "median < 1.5") {
    @Override
    void happen(LocalFaults faults, String leader) {
      faults.killPostgres(leader);
    }
  },
  SERVER("server lost", "median < 3, max < 5") {
    @Override
    void happen(LocalFaults faults, String leader) {
      faults.loseServer(leader);
    }
  },
  SILENCE("server silent", "< 6") {
    @Override
    void happen(LocalFaults faults, String leader) {
      faults.freeze(leader);
    }
  };

  private final String words;
  private final String goal;

  Loss(String words, String goal) {
    this.words = words;
    this.goal = goal;
  }

  String words() {
    return words;
  }

  /** Of a write outage, in seconds. */
  String goal() {
    return goal;
  }

  abstract void happen(LocalFaults faults, String leader);
}
