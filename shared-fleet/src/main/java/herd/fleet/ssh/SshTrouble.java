package herd.fleet.ssh;

import herd.fleet.Outcome;

/**
 * A command could not be run to its end from here. After RESET or TIMED_OUT it may still have run:
 * look, or repeat what is idempotent.
 */
public final class SshTrouble extends RuntimeException {
  /** How it failed; the words are those of {@link Outcome}. */
  public enum Kind {
    REFUSED,
    RESET,
    TIMED_OUT,
    AUTH_REFUSED,
    HOST_KEY_CHANGED,
    /** Our own fault: no way out of this vantage, or an interrupt. */
    BLIND;

    /** The outcome a look by SSH that failed so is recorded as. */
    public Outcome outcome() {
      return switch (this) {
        case REFUSED -> Outcome.REFUSED;
        case RESET -> Outcome.RESET;
        case TIMED_OUT -> Outcome.TIMED_OUT;
        case AUTH_REFUSED, HOST_KEY_CHANGED -> Outcome.AUTH_REFUSED;
        case BLIND -> Outcome.BLIND;
      };
    }
  }

  private final Kind kind;

  SshTrouble(Kind kind, String vantage, SshTarget target, String what, Throwable cause) {
    super("ssh to %s from %s: %s".formatted(target.address(), vantage, what), cause);
    this.kind = kind;
  }

  SshTrouble(Kind kind, String vantage, SshTarget target, String what) {
    super("ssh to %s from %s: %s".formatted(target.address(), vantage, what));
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
