package herd.fleet.postgres;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

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

  /**
   * Another key for another role: whoever has this one can make it, and not the other way round.
   */
  public MonitorSecret derived(String role) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(text.getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
      byte[] key = mac.doFinal(role.getBytes(StandardCharsets.US_ASCII));
      return new MonitorSecret(Base64.getUrlEncoder().withoutPadding().encodeToString(key));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM has no HmacSHA256", e);
    }
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
