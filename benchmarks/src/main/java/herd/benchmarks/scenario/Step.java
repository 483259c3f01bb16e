package herd.benchmarks.scenario;

import java.time.Duration;

/** One line of a scenario. */
sealed interface Step {

  /** Whom a step is about. */
  enum Role {
    LEADER,
    STANDBY,
    /** The server that led when a leader was last harmed. */
    OLD_LEADER,
    /** Likewise. */
    OLD_STANDBY;

    static Role of(String words) {
      return valueOf(words.toUpperCase(java.util.Locale.ROOT).replace(' ', '_'));
    }
  }

  /** What befalls a server, or ceases to. */
  enum Harm {
    LOSE,
    KILL_POSTGRES,
    FREEZE,
    WAKE,
    BREAK_SSH,
    /** Its provider fails to stop it. */
    REFUSE_TO_STOP,
    /** Somebody sits on its fence: no act gets through. */
    JAM_FENCE,
    FREE_FENCE,
    HEAL,
    /** No packet passes between its zone's servers and Herd; their customers reach them. */
    CUT_FROM_HERD,
    /** No packet passes between its zone's servers and those of other zones. */
    CUT_FROM_SERVERS,
    MEND_NETWORK,
    /** Whoever writes to its disk waits, and everything else goes on. */
    STALL_DISK,
    WAKE_DISK,
    /** Not a byte more can be written to its disk. */
    FILL_DISK,
    /** Its customer opens connections until no more are to be had. */
    TAKE_CONNECTIONS,
    GIVE_CONNECTIONS;

    /** Whether it takes a network, and disks, of the zones' own. */
    boolean takesItsOwn() {
      return this == CUT_FROM_HERD || this == CUT_FROM_SERVERS || onDisk();
    }

    boolean onDisk() {
      return this == STALL_DISK || this == FILL_DISK;
    }
  }

  /** What befalls a process with a zone's workers. */
  enum Blow {
    KILL,
    START,
    STALL,
    WAKE
  }

  /** What must be true, now or within a while. */
  enum Claim {
    FAILOVER,
    RESTART,
    NO_FAILOVER,
    /** Seen by a look that began later than the question: it commits, and its standby may lead. */
    GUARDED,
    WRITES,
    NO_WRITES,
    NOTHING_LOST,
    /**
     * The reports tell how many commits were lost: as many as rows that were acknowledged, or more
     * by some that were never answered.
     */
    LOSS_COUNTED,
    ONE_LEADER,
    NO_INCIDENT,
    /** All that went before is over: no open incident, every server and database available. */
    REST
  }

  record Provision(String plan) implements Step {}

  /** A customer's program at each server of the pair, whatever its role. */
  record WriteToBoth() implements Step {}

  record Befalls(Harm harm, Role whom) implements Step {}

  record Worker(Blow blow, String zone) implements Step {}

  record Cut(String zone) implements Step {}

  record Mend(String zone) implements Step {}

  record StopControlPlane() implements Step {}

  record StartControlPlane() implements Step {}

  /** An operator asks for it. */
  record SwitchOver() implements Step {}

  record Pass(Duration length) implements Step {}

  record Expect(Claim claim, Duration within) implements Step {}

  record ExpectIncident(String type, Duration within) implements Step {}
}
