package herd.fleet.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys SCRAM-SHA-256 (RFC 5802, RFC 7677) derives from a password, a salt and a number of
 * rounds. Deriving them is most of what a login costs, so they are kept: the key of the cache is
 * all that goes into them, so an entry can be dropped but never be wrong. Thread-safe.
 */
final class ScramKeys {

  private static final int KEPT = 20_000;
  private static final Map<Source, ScramKeys> CACHE = new Recent();

  private final byte[] clientKey;
  private final byte[] storedKey;
  private final byte[] serverKey;

  private ScramKeys(byte[] salted) {
    this.clientKey = hmac(salted, "Client Key");
    this.storedKey = sha256(clientKey);
    this.serverKey = hmac(salted, "Server Key");
  }

  /** The keys for what a server announced, derived now or remembered. */
  static ScramKeys of(Secret secret, String salt, int rounds) {
    Source source = new Source(secret.text(), salt, rounds);
    synchronized (CACHE) {
      ScramKeys known = CACHE.get(source);
      if (known != null) {
        return known;
      }
    }
    ScramKeys derived = derive(secret.text(), salt, rounds);
    synchronized (CACHE) {
      CACHE.put(source, derived);
    }
    return derived;
  }

  /**
   * PBKDF2 with HMAC-SHA-256 and one block, written out: the JDK's factory takes characters, a spec
   * and copies for the same loop.
   */
  static ScramKeys derive(String password, String salt, int rounds) {
    try {
      Mac mac = mac(password.getBytes(UTF_8));
      mac.update(Base64.getDecoder().decode(salt));
      byte[] u = mac.doFinal(new byte[] {0, 0, 0, 1});
      byte[] sum = u.clone();
      for (int round = 1; round < rounds; round++) {
        mac.update(u);
        mac.doFinal(u, 0);
        for (int i = 0; i < sum.length; i++) {
          sum[i] ^= u[i];
        }
      }
      return new ScramKeys(sum);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no HMAC-SHA-256", e);
    }
  }

  byte[] clientProof(String authMessage) {
    byte[] proof = hmac(storedKey, authMessage);
    for (int i = 0; i < proof.length; i++) {
      proof[i] ^= clientKey[i];
    }
    return proof;
  }

  /** Whether the far end proved that it knows the verifier of this secret. */
  boolean isServerSignature(byte[] signature, String authMessage) {
    return MessageDigest.isEqual(signature, hmac(serverKey, authMessage));
  }

  String verifier(String salt, int rounds) {
    Base64.Encoder base64 = Base64.getEncoder();
    return "SCRAM-SHA-256$"
        + rounds
        + ":"
        + salt
        + "$"
        + base64.encodeToString(storedKey)
        + ":"
        + base64.encodeToString(serverKey);
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      return mac(key).doFinal(text.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no HMAC-SHA-256", e);
    }
  }

  private static Mac mac(byte[] key) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac;
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no SHA-256", e);
    }
  }

  private record Source(String password, String salt, int rounds) {}

  private static final class Recent extends LinkedHashMap<Source, ScramKeys> {
    private Recent() {
      super(256, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Source, ScramKeys> eldest) {
      return size() > KEPT;
    }
  }
}
