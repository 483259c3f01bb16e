package herd.fleet.postgres;

import java.security.SecureRandom;
import java.util.Base64;

/**
 * Makes the text Postgres stores for a SCRAM role, so that a plain password never reaches a server,
 * its log or its statement statistics. Format: PostgreSQL manual, system catalog pg_authid. The
 * text holds neither quote nor backslash, so it may stand inside a literal.
 */
public final class ScramVerifier {

  /** Postgres's own number of rounds for passwords. */
  public static final int ROUNDS = 4096;

  private static final int SALT_BYTES = 16;
  private static final SecureRandom RANDOM = new SecureRandom();

  private ScramVerifier() {}

  /**
   * The verifier of a customer's password, which should be ASCII: other text is not put through
   * SASLprep.
   */
  public static String of(String password) {
    return of(password, ROUNDS);
  }

  static String of(String password, int rounds) {
    byte[] salt = new byte[SALT_BYTES];
    RANDOM.nextBytes(salt);
    String text = Base64.getEncoder().encodeToString(salt);
    return ScramKeys.derive(password, text, rounds).verifier(text, rounds);
  }
}
