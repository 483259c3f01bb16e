package herd.benchmarks.scenario;

import herd.benchmarks.failover.Premium;
import herd.benchmarks.scenario.Side.Acknowledged;
import herd.benchmarks.stage.Waiting;
import java.net.URI;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Clients on both sides of every cut: one at each server the database ever had, from the moment it
 * has a place until the server is destroyed.
 */
final class Sides implements AutoCloseable {

  private static final Duration LOOK = Duration.ofMillis(300);
  private static final Duration READING = Duration.ofSeconds(60);

  private final Premium database;
  private final URI url;
  private final Optional<String> from;
  private final Map<String, Side> sides = new HashMap<>();
  private final List<Acknowledged> left = new ArrayList<>();
  private final List<Acknowledged> leftUnanswered = new ArrayList<>();
  private final Thread watch;
  private volatile boolean over;

  /**
   * @param from the address they call from, where they have one of their own
   */
  Sides(Premium database, URI url, Optional<String> from) throws SQLException {
    this.database = database;
    this.url = url;
    this.from = from;
    try (Connection leader = login(database.leaderPlace()).open();
        Statement statement = leader.createStatement()) {
      statement.execute(Side.TABLE);
    }
    follow();
    watch = Thread.ofPlatform().daemon().name("sides").start(this::watch);
  }

  private Side.Login login(String place) {
    return Side.Login.of(url, place, from);
  }

  private void watch() {
    while (!over) {
      Waiting.pass(LOOK);
      try {
        follow();
      } catch (SQLException e) {
        // The control plane is away, as the story may want it: whoever writes goes on.
        Waiting.pass(LOOK);
      }
    }
  }

  private void follow() throws SQLException {
    Map<String, String> placed = database.servers();
    Set<String> destroyed = database.destroyed();
    synchronized (this) {
      placed.forEach(
          (server, place) -> sides.computeIfAbsent(server, _ -> new Side(server, login(place))));
      for (String server : destroyed) {
        // Its port may be another's one day.
        Optional.ofNullable(sides.remove(server)).ifPresent(this::leave);
      }
    }
  }

  private void leave(Side side) {
    side.close();
    left.addAll(side.ledger());
    leftUnanswered.addAll(side.unanswered());
  }

  /** Rows that were sent, of which nobody ever heard what became of them. */
  private synchronized List<Acknowledged> unanswered() {
    List<Acknowledged> all = new ArrayList<>(leftUnanswered);
    sides.values().forEach(side -> all.addAll(side.unanswered()));
    return all;
  }

  /** Rows that were sent and never answered, and that the leader does not have. */
  int lostUnanswered() throws Exception {
    return missing(unanswered()).size();
  }

  /** All that was acknowledged so far, in the order of its beginning. */
  synchronized List<Acknowledged> ledger() {
    List<Acknowledged> all = new ArrayList<>(left);
    sides.values().forEach(side -> all.addAll(side.ledger()));
    all.sort(Comparator.comparingLong(Acknowledged::begun));
    return all;
  }

  /** Rows that were acknowledged before this was asked, and that the leader does not have. */
  List<Acknowledged> lost() throws Exception {
    return missing(ledger());
  }

  private List<Acknowledged> missing(List<Acknowledged> sent) throws Exception {
    List<Set<String>> there = new ArrayList<>();
    Waiting.until("the leader can be read", READING, () -> there.addAll(read()));
    return sent.stream()
        .filter(row -> !there.getFirst().contains(row.server() + " " + row.number()))
        .toList();
  }

  private List<Set<String>> read() throws SQLException {
    try (Connection leader = login(database.leaderPlace()).open();
        Statement statement = leader.createStatement();
        ResultSet rows = statement.executeQuery("select server || ' ' || number from sides")) {
      Set<String> all = new HashSet<>();
      while (rows.next()) {
        all.add(rows.getString(1));
      }
      return List.of(all);
    } catch (SQLException e) {
      return List.of(); // it is asked again
    }
  }

  @Override
  public void close() {
    over = true;
    try {
      watch.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (this) {
      List.copyOf(sides.values()).forEach(this::leave);
      sides.clear();
    }
  }
}
