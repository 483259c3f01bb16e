package herd.production.high;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * A customer that writes a row every 50 ms over pgjdbc's multi-host URL, reconnects when it must,
 * and keeps a ledger of what was acknowledged without a warning.
 */
final class Writer {

  private static final Duration PACE = Duration.ofMillis(50);

  private final String url;
  private final Properties login = new Properties();
  private final TreeSet<Integer> acknowledged = new TreeSet<>();
  private final List<Long> times = new ArrayList<>();
  private final Thread thread;
  private volatile boolean over;

  Writer(URI one, List<String> hosts) {
    String[] credentials = one.getUserInfo().split(":", 2);
    url =
        "jdbc:postgresql://%s%s?sslmode=require&targetServerType=primary&connectTimeout=1&sslResponseTimeout=1000&socketTimeout=2&hostRecheckSeconds=1"
            .formatted(String.join(",", hosts), one.getPath());
    login.setProperty("user", credentials[0]);
    login.setProperty("password", credentials[1]);
    thread = Thread.ofPlatform().daemon().name("writer").start(this::write);
  }

  private void write() {
    int next = 0;
    while (!over) {
      try (Connection connection = DriverManager.getConnection(url, login);
          PreparedStatement insert = connection.prepareStatement("insert into ledger values (?)")) {
        while (!over) {
          insert.setInt(1, ++next);
          insert.executeUpdate();
          SQLWarning warning = insert.getWarnings();
          if (warning == null) {
            synchronized (this) {
              acknowledged.add(next);
              times.add(System.nanoTime());
            }
          }
          TimeUnit.NANOSECONDS.sleep(PACE.toNanos());
        }
      } catch (SQLException e) {
        pause();
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private static void pause() {
    try {
      TimeUnit.NANOSECONDS.sleep(PACE.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  synchronized int count() {
    return acknowledged.size();
  }

  /** A copy of the ledger. */
  synchronized Set<Integer> acknowledged() {
    return new TreeSet<>(acknowledged);
  }

  /** The longest time between two acknowledgements. */
  synchronized Duration longestOutage() {
    long longest = 0;
    for (int at = 1; at < times.size(); at++) {
      longest = Math.max(longest, times.get(at) - times.get(at - 1));
    }
    return Duration.ofNanos(longest);
  }

  /** Writes no more. */
  void stop() throws InterruptedException {
    over = true;
    thread.join(Duration.ofSeconds(10));
  }
}
