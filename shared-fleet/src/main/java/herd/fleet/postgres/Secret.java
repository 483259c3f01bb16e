package herd.fleet.postgres;

/**
 * What a role proves itself with. It never prints itself.
 *
 * @param text the password; kept out of every message, log and argument list
 * @param minimumRounds the fewest SCRAM rounds we answer to. A stretched password must not be
 *     proven to a server that asks for one round: its proof would be cheap to guess from. A random
 *     256-bit key needs no stretching.
 */
public record Secret(String text, int minimumRounds) {

  /** A password that people chose or may have shortened. */
  public static Secret password(String text) {
    return new Secret(text, ScramVerifier.ROUNDS);
  }

  @Override
  public String toString() {
    return "Secret[…]";
  }
}
