package herd.service;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a process type is given to start with. One context belongs to one running service; its
 * process types share what {@link #shared} opened for them. Thread-safe.
 */
public final class ServiceContext implements AutoCloseable {

  private final String service;
  private final Environment environment;
  private final Metrics metrics = new Metrics();
  private final Health health;
  private final Logger logger;
  private final Map<Class<?>, AutoCloseable> shared = new HashMap<>();
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  public ServiceContext(String service, Environment environment) {
    this.service = service;
    this.environment = environment;
    this.health = new Health(service);
    this.logger = LoggerFactory.getLogger("herd." + service);
  }

  public String service() {
    return service;
  }

  public Environment environment() {
    return environment;
  }

  public Metrics metrics() {
    return metrics;
  }

  public Health health() {
    return health;
  }

  public Logger logger() {
    return logger;
  }

  /** Opens something (a connection pool, a control-plane handle) for the whole service. */
  @FunctionalInterface
  public interface Opener<T> {
    T open(ServiceContext context) throws Exception;
  }

  /**
   * The service's one instance of a type: opened by the first process type that asks, closed after
   * all of them have ended, the last opened first. An opener may ask for others.
   */
  public synchronized <T extends AutoCloseable> T shared(Class<T> type, Opener<T> opener)
      throws Exception {
    AutoCloseable present = shared.get(type);
    if (present == null) {
      present = opener.open(this);
      shared.put(type, present);
      opened.push(present);
    }
    return type.cast(present);
  }

  /** Closes what was shared. What cannot be closed is logged; the rest is closed all the same. */
  @Override
  public synchronized void close() {
    while (!opened.isEmpty()) {
      AutoCloseable last = opened.pop();
      try {
        last.close();
      } catch (Exception e) {
        logger
            .atWarn()
            .setCause(e)
            .addKeyValue("what", last.getClass().getName())
            .log("not closed");
      }
    }
    shared.clear();
  }
}
