package herd.fleet.act;

/**
 * An act was refused by the server, or failed on it. Acts are idempotent: the next look judges, and
 * it may be run again.
 */
public final class ActFailed extends RuntimeException {
  /** Why. */
  public enum Kind {
    /** Another act holds the subject's lock under a token that is not lower than ours. */
    BUSY,
    /** The server is not in the state the act needs; nothing was done. */
    PRECONDITION,
    /** It did not end in time and was ended by the server; it may have been done in part. */
    TIMED_OUT,
    FAILED
  }

  private final Kind kind;

  public ActFailed(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
