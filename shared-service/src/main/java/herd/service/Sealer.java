package herd.service;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.util.SecretBytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Secrets at rest: AES-256-GCM by Tink. What was sealed for one place opens only there: the context
 * names table, column and id ({@code "resource.password:0123…"}) and is authenticated with it, so a
 * row's secret cannot be copied into another row. Thread-safe.
 *
 * <p>Keys are 32 random bytes in base64 ({@code openssl rand -base64 32}), separated by commas. The
 * first seals; all open. To rotate, put a new key first and drop the old one when nothing sealed by
 * it is left.
 */
public final class Sealer {

  private static final AesGcmParameters AES = PredefinedAeadParameters.AES256_GCM;
  private static final int KEY_BYTES = 32;

  private final Aead aead;

  private Sealer(Aead aead) {
    this.aead = aead;
  }

  /**
   * @throws IllegalArgumentException when a key is not 32 bytes in base64, or there is none
   */
  @AccessesPartialKey
  public static Sealer of(Secret keys) {
    List<String> each = List.of(keys.reveal().strip().split("\\s*,\\s*"));
    KeysetHandle.Builder keyset = KeysetHandle.newBuilder();
    Set<Integer> ids = new HashSet<>();
    try {
      AeadConfig.register();
      for (String key : each) {
        byte[] bytes = bytes(key);
        int id = id(bytes);
        if (!ids.add(id)) {
          throw new IllegalArgumentException("a key is given twice");
        }
        AesGcmKey aes =
            AesGcmKey.builder()
                .setParameters(AES)
                .setKeyBytes(SecretBytes.copyFrom(bytes, InsecureSecretKeyAccess.get()))
                .setIdRequirement(id)
                .build();
        KeysetHandle.Builder.Entry entry = KeysetHandle.importKey(aes);
        keyset.addEntry(ids.size() == 1 ? entry.makePrimary() : entry);
      }
      return new Sealer(keyset.build().getPrimitive(RegistryConfiguration.get(), Aead.class));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM is not available in this Java", e);
    }
  }

  /**
   * The sealer of a service: from {@code HERD_SECRET_KEY}, or the file {@code HERD_SECRET_KEY_FILE}
   * names. On a laptop a missing file is made; anywhere else a missing key is a configuration
   * error, so that a service never starts with a key nobody keeps.
   */
  public static Sealer fromEnvironment(Environment environment, boolean laptop) {
    return environment.read(variables -> of(SealerKey.from(variables, laptop)));
  }

  public String seal(String plain, String context) {
    try {
      byte[] sealed =
          aead.encrypt(
              plain.getBytes(StandardCharsets.UTF_8), context.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(sealed);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("could not seal a secret for " + context, e);
    }
  }

  /**
   * @throws IllegalArgumentException when this was not sealed by one of the keys for this context
   */
  public String open(String sealed, String context) {
    try {
      byte[] plain =
          aead.decrypt(
              Base64.getDecoder().decode(sealed), context.getBytes(StandardCharsets.UTF_8));
      return new String(plain, StandardCharsets.UTF_8);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "a secret sealed for " + context + " does not open: HERD_SECRET_KEY lacks its key", e);
    }
  }

  private static byte[] bytes(String key) {
    try {
      byte[] bytes = Base64.getDecoder().decode(key);
      if (bytes.length == KEY_BYTES) {
        return bytes;
      }
    } catch (IllegalArgumentException notBase64) {
      // Not passed on as a cause: the decoder's message quotes a character of the key.
    }
    throw new IllegalArgumentException("a key must be 32 bytes in base64");
  }

  /** Tink finds the key of a sealed text by this number, written in front of it. */
  private static int id(byte[] key) throws GeneralSecurityException {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(key);
    return ByteBuffer.wrap(digest).getInt();
  }
}
