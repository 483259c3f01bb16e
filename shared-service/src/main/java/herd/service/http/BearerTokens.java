package herd.service.http;

import herd.service.Variables;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The operators' tokens, by the name each is known by in the records. Kept only as SHA-256. */
public final class BearerTokens {

  private static final int SHORTEST = 16;

  private final Map<String, byte[]> digests = new LinkedHashMap<>();

  public BearerTokens(Map<String, String> tokensByName) {
    tokensByName.forEach((name, token) -> digests.put(name, ConstantTime.sha256(token)));
  }

  /** Reads {@code name=token,name=token}, or one token alone, whose name is {@code operator}. */
  public static BearerTokens from(Variables variables, String name) {
    List<String> entries = variables.list(name);
    if (entries.isEmpty()) {
      variables.wrong(name, "is not set; set it to a long random token (openssl rand -hex 32)");
    }
    Map<String, String> tokens = new LinkedHashMap<>();
    for (String entry : entries) {
      int equals = entry.indexOf('=');
      String token = entry.substring(equals + 1);
      String who = equals < 1 ? "operator" : entry.substring(0, equals);
      if (token.length() < SHORTEST) {
        variables.wrong(name, "a token is shorter than " + SHORTEST + " characters");
      }
      if (tokens.put(who, token) != null) {
        variables.wrong(name, "two tokens have the same name");
      }
    }
    return new BearerTokens(tokens);
  }

  /** Whose token was given. Every known token is compared, in constant time. */
  public Optional<String> nameOf(Credentials given) {
    if (!(given instanceof Credentials.Bearer bearer)) {
      return Optional.empty();
    }
    byte[] digest = ConstantTime.sha256(bearer.value());
    Optional<String> found = Optional.empty();
    for (var known : digests.entrySet()) {
      if (MessageDigest.isEqual(known.getValue(), digest)) {
        found = Optional.of(known.getKey());
      }
    }
    return found;
  }
}
