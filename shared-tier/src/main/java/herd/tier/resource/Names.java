package herd.tier.resource;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;

/**
 * Names and passwords of a resource. Names derive from its uuid (SAFETY 4) and are hexadecimal, so
 * they need no quoting anywhere; they tell other tenants nothing.
 */
public final class Names {

  private static final SecureRandom RANDOM = new SecureRandom();

  private Names() {}

  public static String database(UUID id) {
    return "d" + hex(id);
  }

  public static String login(UUID id) {
    return "u" + hex(id);
  }

  public static String hex(UUID id) {
    return HexFormat.of().toHexDigits(id.getMostSignificantBits())
        + HexFormat.of().toHexDigits(id.getLeastSignificantBits());
  }

  /** 256 random bits, in letters that need no escaping in a URL. */
  public static String password() {
    byte[] bytes = new byte[32];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).replaceAll("[-_]", "x");
  }
}
