package herd.service.http;

import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * The id that ties together what one request caused, in all services. It travels in {@code
 * X-Request-Id} between services, in {@code Request-Id} to clients, and in the log's {@code trace}
 * key. Kept per thread: a thread that is started for a request must be given it.
 */
public final class Trace {

  /** What our services send each other, and what proxies commonly set. */
  public static final String HEADER = "X-Request-Id";

  /** What the Heroku CLI sends (a growing list, the first is the command's) and looks for. */
  public static final String CLIENT_HEADER = "Request-Id";

  private static final String KEY = "trace";
  private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  private Trace() {}

  /** The id a caller gave, when it is safe to log and to pass on; else a new one. */
  public static String from(@Nullable String header, @Nullable String clientHeader) {
    return first(header).or(() -> first(clientHeader)).orElseGet(Trace::fresh);
  }

  private static Optional<String> first(@Nullable String header) {
    return Optional.ofNullable(header)
        .map(h -> h.split(",", 2)[0].strip())
        .filter(id -> SAFE.matcher(id).matches());
  }

  /** A new id for work that no request began: a look, for example. */
  public static String fresh() {
    return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
  }

  /** Sets this thread's id until the scope is closed. */
  public static Scope of(String id) {
    String before = MDC.get(KEY);
    MDC.put(KEY, id);
    return () -> restore(before);
  }

  private static void restore(@Nullable String before) {
    if (before == null) {
      MDC.remove(KEY);
    } else {
      MDC.put(KEY, before);
    }
  }

  /** This thread's id, if it has one. */
  public static Optional<String> current() {
    return Optional.ofNullable(MDC.get(KEY));
  }

  /** Ends what {@link #of} began. */
  @FunctionalInterface
  public interface Scope extends AutoCloseable {
    @Override
    void close();
  }
}
