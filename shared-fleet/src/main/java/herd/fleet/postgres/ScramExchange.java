package herd.fleet.postgres;

import herd.fleet.Outcome;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The client's half of one SCRAM-SHA-256 exchange, without channel binding (the server's
 * certificate is pinned instead). Both sides prove themselves: a server that does not know the
 * verifier is refused. Used once, by one thread.
 */
final class ScramExchange {

  static final String MECHANISM = "SCRAM-SHA-256";

  /** What a hostile server may make us compute, at most. */
  private static final int MOST_ROUNDS = 100_000;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final Secret secret;
  private final String nonce;
  private String authMessage = "";
  private @Nullable ScramKeys keys;

  ScramExchange(Secret secret) {
    this.secret = secret;
    byte[] bytes = new byte[18];
    RANDOM.nextBytes(bytes);
    this.nonce = Base64.getEncoder().encodeToString(bytes);
  }

  /** The first message. The name stays empty: Postgres takes the role from the start-up packet. */
  String first() {
    return "n,,n=,r=" + nonce;
  }

  /** The answer to the server's challenge. */
  String proof(String challenge) throws LookFailed {
    String[] parts = challenge.split(",", 4);
    if (parts.length < 3
        || !parts[0].startsWith("r=" + nonce)
        || !parts[1].startsWith("s=")
        || !parts[2].startsWith("i=")) {
      throw refused("the server's SCRAM challenge is malformed");
    }
    String withoutProof = "c=biws," + parts[0];
    authMessage = "n=,r=" + nonce + "," + challenge + "," + withoutProof;
    try {
      keys = ScramKeys.of(secret, parts[1].substring(2), rounds(parts[2].substring(2)));
    } catch (IllegalArgumentException e) {
      throw refused("the server's SCRAM challenge is malformed");
    }
    return withoutProof + ",p=" + Base64.getEncoder().encodeToString(keys.clientProof(authMessage));
  }

  /** Takes the server's last word. */
  void verify(String last) throws LookFailed {
    if (keys == null || !last.startsWith("v=") || !known(keys, last.substring(2))) {
      throw refused("the server does not know this role's verifier: not our server");
    }
  }

  private boolean known(ScramKeys derived, String signature) {
    try {
      return derived.isServerSignature(Base64.getDecoder().decode(signature), authMessage);
    } catch (IllegalArgumentException notBase64) {
      return false;
    }
  }

  private int rounds(String text) throws LookFailed {
    int rounds = Integer.parseInt(text);
    if (rounds < secret.minimumRounds() || rounds > MOST_ROUNDS) {
      throw refused("the server asks for " + rounds + " SCRAM rounds");
    }
    return rounds;
  }

  private static LookFailed refused(String why) {
    return LookFailed.of(Outcome.AUTH_REFUSED, why);
  }
}
