package herd.simulator.http;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * The id that ties together what one request caused, here and at the provider: it is in the answer,
 * in our calls to the provider and in the log. Kept per thread: a thread that is started for a
 * request must be given it.
 */
public final class Trace {

  /** What the CLI sends (a growing list, the first is the command's) and looks for. */
  public static final String HEADER = "Request-Id";

  private static final String KEY = "trace";
  private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  private Trace() {}

  /** The id a caller gave, when it is safe to log and to pass on; else a new one. */
  static String of(@Nullable String header) {
    return Optional.ofNullable(header)
        .map(h -> h.split(",", 2)[0].strip())
        .filter(id -> SAFE.matcher(id).matches())
        .orElseGet(Trace::fresh);
  }

  /** From now on this thread's id, until it works for another request. */
  public static void carry(String id) {
    MDC.put(KEY, id);
  }

  /** This thread's id; a new one for work that no request began. */
  public static String current() {
    return Optional.ofNullable(MDC.get(KEY)).orElseGet(Trace::fresh);
  }

  private static String fresh() {
    return UUID.randomUUID().toString();
  }
}
