package herd.service.http;

import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * The id that ties together what one request caused, in all services. It travels in {@code
 * X-Request-Id} between services, in {@code Request-Id} to clients, and in the log's {@code trace}
 * key. A caller that already traces (W3C Trace Context) gives it in {@code traceparent}. Kept per
 * thread: a thread that is started for a request must be given it.
 */
public final class Trace {

  /** What our services send each other, and what proxies commonly set. */
  public static final String HEADER = "X-Request-Id";

  /** What the Heroku CLI sends (a growing list, the first is the command's) and looks for. */
  public static final String CLIENT_HEADER = "Request-Id";

  private static final String PARENT_HEADER = "traceparent";
  private static final String KEY = "trace";
  private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  // https://www.w3.org/TR/trace-context/#traceparent-header: version, trace id, parent id, flags.
  // A trace id of zeros is invalid; a later version may have more parts.
  private static final Pattern PARENT =
      Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}(-.*)?");

  private Trace() {}

  /** The id a caller gave, when it is safe to log and to pass on; else a new one. */
  static String of(HttpFields headers) {
    return first(headers.get(HEADER))
        .or(() -> parent(headers.get(PARENT_HEADER)))
        .or(() -> first(headers.get(CLIENT_HEADER)))
        .orElseGet(Trace::fresh);
  }

  private static Optional<String> parent(@Nullable String header) {
    return Optional.ofNullable(header)
        .map(PARENT::matcher)
        .filter(Matcher::matches)
        .map(parts -> parts.group(1));
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
