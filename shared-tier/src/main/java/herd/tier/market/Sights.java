package herd.tier.market;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Remembers for a minute which token may use which add-on, so that a CLI that polls does not make
 * the marketplace answer every time. Only a yes is kept: a no may become a yes at any time. Tokens
 * are kept as SHA-256 only. Bounded; thread-safe.
 */
final class Sights {

  static final Duration KEPT = Duration.ofMinutes(1);
  private static final int MOST = 10_000;

  private record Kept(Sight.Theirs sight, long at) {}

  private final LongSupplier nanos;
  private final Map<String, Kept> byKey =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Kept> eldest) {
          return size() > MOST;
        }
      };

  Sights(LongSupplier nanos) {
    this.nanos = nanos;
  }

  synchronized Optional<Sight.Theirs> find(String idOrName, String token) {
    String key = key(idOrName, token);
    Kept kept = byKey.get(key);
    if (kept != null && nanos.getAsLong() - kept.at > KEPT.toNanos()) {
      byKey.remove(key);
      return Optional.empty();
    }
    return Optional.ofNullable(kept).map(Kept::sight);
  }

  synchronized void keep(String idOrName, String token, Sight.Theirs sight) {
    byKey.put(key(idOrName, token), new Kept(sight, nanos.getAsLong()));
  }

  private static String key(String idOrName, String token) {
    try {
      // The id has no NUL, so the two cannot run into each other.
      byte[] text = (idOrName + "\0" + token).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
