package herd.controlplane.incident;

/** What one worker has in hand, in the world of {@link Story}. */
sealed interface Hand {

  /** The member's version has risen since this worker took it. */
  default Hand outdated() {
    return this;
  }

  /** Somebody else was given a newer token. */
  default Hand outbid() {
    return this;
  }

  record Idle() implements Hand {}

  /** It took the incident and has what its books said. */
  record Looked(IncidentState state, IncidentSeen seen, int number, boolean stale) implements Hand {
    @Override
    public Hand outdated() {
      return new Looked(state, seen, number, true);
    }
  }

  /** It committed, and an act was asked for. */
  record Asked(IncidentAct act, int number, boolean stale) implements Hand {
    @Override
    public Hand outdated() {
      return new Asked(act, number, true);
    }
  }

  /** It is in the midst of an attempt, with a token the server lets in or not. */
  record Acting(int number, int stage, boolean fenceLetsIn) implements Hand {
    @Override
    public Hand outbid() {
      return new Acting(number, stage, false);
    }

    Acting next() {
      return new Acting(number, stage + 1, fenceLetsIn);
    }
  }
}
