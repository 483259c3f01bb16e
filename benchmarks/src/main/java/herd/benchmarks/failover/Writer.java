package herd.benchmarks.failover;

import herd.benchmarks.stage.Waiting;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A customer's program that writes a row every 50 ms, tries again when it fails, and keeps a ledger
 * of what was acknowledged. A row that failed is given up: the next has a number of its own.
 */
final class Writer {

  private static final Duration PACE = Duration.ofMillis(50);
  private static final Duration LAST_WORD = Duration.ofSeconds(20);

  private record Acknowledged(int number, long nanos) {}

  private final Client client;
  private final Door door;
  private final int run;
  private final List<Acknowledged> ledger = new ArrayList<>();
  private final Thread thread;
  private int next;
  private volatile boolean over;

  Writer(Client client, Door door, int run) {
    this.client = client;
    this.door = door;
    this.run = run;
    thread = Thread.ofPlatform().daemon().name(client.words()).start(this::write);
  }

  private void write() {
    while (!over) {
      try (Door.Session session = door.open()) {
        do {
          int number = ++next;
          if (session.write(new Door.Row(run, client.name(), number))) {
            note(new Acknowledged(number, System.nanoTime()));
          }
          Waiting.pass(PACE);
        } while (client.held() && !over);
      } catch (SQLException e) {
        // What a lost leader looks like to its customer; the gap in the ledger is the measure.
        Waiting.pass(PACE);
      }
    }
  }

  private synchronized void note(Acknowledged row) {
    ledger.add(row);
  }

  Client client() {
    return client;
  }

  synchronized int count() {
    return ledger.size();
  }

  synchronized Set<Integer> acknowledged() {
    Set<Integer> numbers = new TreeSet<>();
    ledger.forEach(row -> numbers.add(row.number()));
    return numbers;
  }

  /**
   * The longest time between two acknowledgements of which the second came after a moment, as
   * {@link System#nanoTime} tells it.
   */
  synchronized Duration longestOutage(long after) {
    long longest = 0;
    for (int at = 1; at < ledger.size(); at++) {
      if (ledger.get(at).nanos() > after) {
        longest = Math.max(longest, ledger.get(at).nanos() - ledger.get(at - 1).nanos());
      }
    }
    return Duration.ofNanos(longest);
  }

  /** Writes no more; what it has in hand is waited for. */
  void stop() throws InterruptedException {
    over = true;
    if (!thread.join(LAST_WORD)) {
      throw new IllegalStateException(client.words() + " hangs");
    }
  }
}
