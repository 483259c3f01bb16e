package herd.fleet.postgres;

import java.security.SecureRandom;
import java.util.Base64;

/**
 * The secret of a monitor role: a random 256-bit key. Stretching adds nothing to it, so its
 * verifier has few rounds, and a login costs the worker little even when nothing is cached. Store
 * {@link #text()} encrypted; give the server only {@link #verifier}.
 */
public record MonitorSecret(String text) {

  private static final SecureRandom RANDOM = new SecureRandom();

  /** A new key, in URL-safe letters so that SASLprep leaves it as it is. */
  public static MonitorSecret random() {
    byte[] key = new byte[32];
    RANDOM.nextBytes(key);
    return new MonitorSecret(Base64.getUrlEncoder().withoutPadding().encodeToString(key));
  }

  /** What {@code CREATE ROLE … PASSWORD '…'} takes in the place of the plain text. */
  public String verifier(int rounds) {
    return ScramVerifier.of(text, rounds);
  }

  /** What a login is made with. */
  public Secret secret() {
    return new Secret(text, 1);
  }

  @Override
  public String toString() {
    return "MonitorSecret[…]";
  }
}
