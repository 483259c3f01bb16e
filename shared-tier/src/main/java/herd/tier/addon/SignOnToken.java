package herd.tier.addon;

import static java.nio.charset.StandardCharsets.UTF_8;

import herd.service.Secret;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/**
 * What the platform lets a user's browser bring (addon-provider.md, section 6). The token that
 * names the user is preferred: when it is given it must be right, whatever the other says.
 *
 * @param resourceId as given: it is part of what was hashed
 * @param timestamp as given, seconds since 1970
 * @param resourceToken SHA-1, hexadecimal; empty when not given
 * @param userToken SHA-256, hexadecimal; empty when not given
 */
record SignOnToken(
    String resourceId,
    String timestamp,
    String resourceToken,
    String userToken,
    String userId,
    String email) {

  private static final Duration TOLERANCE = Duration.ofMinutes(5);

  boolean valid(Secret salt, Instant now) {
    return inTime(now) && genuine(salt);
  }

  private boolean inTime(Instant now) {
    if (!timestamp.matches("[0-9]{1,12}")) {
      return false;
    }
    Duration apart = Duration.between(Instant.ofEpochSecond(Long.parseLong(timestamp)), now).abs();
    return apart.compareTo(TOLERANCE) <= 0;
  }

  private boolean genuine(Secret salt) {
    String salted = resourceId + ":" + salt.reveal() + ":" + timestamp;
    return userToken.isEmpty()
        ? same(digest("SHA-1", salted), resourceToken)
        : same(digest("SHA-256", salted + ":" + userId + ":" + email), userToken);
  }

  /** Takes as long wherever they differ. */
  private static boolean same(String right, String given) {
    return MessageDigest.isEqual(right.getBytes(UTF_8), given.getBytes(UTF_8));
  }

  static String digest(String algorithm, String text) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance(algorithm).digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has " + algorithm, e);
    }
  }

  /** The id a resource has with us. */
  Optional<UUID> resource() {
    return Caller.uuid(resourceId);
  }

  @Override
  public String toString() {
    return "SignOnToken[" + resourceId + "]";
  }
}
