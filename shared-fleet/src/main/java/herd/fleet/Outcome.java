package herd.fleet;

import java.util.Locale;

/**
 * What one look at a server or a database came to: a closed list, so that no driver's message is
 * ever read for meaning higher up. SAFETY 6 says what each may lead to.
 */
public enum Outcome {
  /** Logged in and answered. */
  OK,
  /**
   * It listens and says: not yet (SQLSTATE 57P03: starting, recovering, shutting down). It is given
   * time.
   */
  STARTING,
  /** No connection slot was left for us (SQLSTATE 53300). */
  FULL,
  /**
   * It listens, and does not let us in: role, secret, database or method. Or it could not prove
   * that it knows our secret.
   */
  AUTH_REFUSED,
  /** Nothing listens at the address. */
  REFUSED,
  /** It hung up on us without a word. */
  RESET,
  /** The whole look took longer than its limit, at whatever step. */
  TIMED_OUT,
  /** No TLS, or not the server we pinned. */
  TLS_BAD,
  /**
   * It hears us and cannot do its work: disk full, stuck I/O, no synchronous standby, in recovery,
   * broken inside.
   */
  CANNOT_COMMIT,
  /**
   * We ourselves could not look: no way out, no name, no turn. It says nothing about the server.
   */
  BLIND;

  /** Whether this outcome may count towards "the server is down" (SAFETY 6). */
  public boolean speaksForDown() {
    return switch (this) {
      case REFUSED, RESET, TIMED_OUT -> true;
      case OK, STARTING, FULL, AUTH_REFUSED, TLS_BAD, CANNOT_COMMIT, BLIND -> false;
    };
  }

  /** The word stored and shown: {@code timed_out}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
