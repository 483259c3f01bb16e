package herd.fleet.standin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The server's half of SCRAM-SHA-256 (RFC 5802 section 3), from a verifier alone. For one exchange.
 */
final class ScramServer {

  private static final SecureRandom RANDOM = new SecureRandom();

  private final String rounds;
  private final String salt;
  private final byte[] storedKey;
  private final byte[] serverKey;
  private String clientFirst = "";
  private String challenge = "";

  /**
   * @param verifier {@code SCRAM-SHA-256$<rounds>:<salt>$<StoredKey>:<ServerKey>}
   */
  ScramServer(String verifier) {
    String[] parts = verifier.split("[$:]");
    this.rounds = parts[1];
    this.salt = parts[2];
    this.storedKey = Base64.getDecoder().decode(parts[3]);
    this.serverKey = Base64.getDecoder().decode(parts[4]);
  }

  String challenge(String first) {
    clientFirst = first.substring(3);
    byte[] nonce = new byte[18];
    RANDOM.nextBytes(nonce);
    challenge =
        clientFirst.substring(clientFirst.indexOf("r="))
            + Base64.getEncoder().encodeToString(nonce)
            + ",s="
            + salt
            + ",i="
            + rounds;
    return challenge;
  }

  /** The server's signature, or an error when the proof is wrong. */
  String accept(String last) throws IOException {
    int end = last.lastIndexOf(",p=");
    String authMessage = clientFirst + "," + challenge + "," + last.substring(0, end);
    byte[] key = Base64.getDecoder().decode(last.substring(end + 3));
    byte[] signature = hmac(storedKey, authMessage);
    for (int i = 0; i < key.length; i++) {
      key[i] ^= signature[i];
    }
    try {
      if (!MessageDigest.isEqual(MessageDigest.getInstance("SHA-256").digest(key), storedKey)) {
        throw new IOException("the proof is wrong");
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no SHA-256", e);
    }
    return "v=" + Base64.getEncoder().encodeToString(hmac(serverKey, authMessage));
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no HMAC-SHA-256", e);
    }
  }
}
