package herd.starter.resource;

/** What one worker has in hand, in the world of {@link Story}. */
sealed interface Hand {

  /** The member's version has risen since this worker took it. */
  default Hand outdated() {
    return this;
  }

  /** Somebody else was given a newer token. */
  default Hand older() {
    return this;
  }

  /** A newer token has reached the server, which lets this one in no more. */
  default Hand shutOut() {
    return this;
  }

  record Idle() implements Hand {}

  /** It took the resource and has what its look saw. */
  record Looked(ResourceState state, ResourceSeen seen, boolean stale) implements Hand {
    @Override
    public Hand outdated() {
      return new Looked(state, seen, true);
    }
  }

  /** It committed, and an act was asked for. */
  record Asked(ResourceAct act, boolean stale) implements Hand {
    @Override
    public Hand outdated() {
      return new Asked(act, true);
    }
  }

  /**
   * It is in the midst of an act.
   *
   * @param stage 0: the wish is still to be read again; 1: the outside is still to be told; 2: the
   *     books are
   * @param well how the outside took it
   */
  record Acting(ResourceAct act, int stage, boolean well, Token token) implements Hand {

    /** How its token stands to the other worker's. */
    enum Token {
      NEWEST,
      OLDER,
      SHUT_OUT
    }

    @Override
    public Hand older() {
      return token == Token.NEWEST ? new Acting(act, stage, well, Token.OLDER) : this;
    }

    @Override
    public Hand shutOut() {
      return token == Token.OLDER ? new Acting(act, stage, well, Token.SHUT_OUT) : this;
    }

    Acting next(boolean taken) {
      return new Acting(act, stage + 1, taken, token);
    }
  }
}
