package herd.benchmarks.scenario;

import herd.benchmarks.stage.Waiting;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * A customer's program that knows one server only, whatever its role, and writes a row there every
 * 50 ms; it takes every answer for what it is and tries again. Its ledger has what was acknowledged
 * without a warning: a wait for the standby that was cancelled warns.
 */
final class Side implements AutoCloseable {

  static final String TABLE =
      "create table sides (server text, number int, primary key (server, number))"
          + " with (autovacuum_enabled = off)"; // it would commit, too

  private static final String OPTIONS =
      "?sslmode=require&connectTimeout=1&socketTimeout=2&sslResponseTimeout=2000";
  private static final Duration PACE = Duration.ofMillis(50);
  private static final Duration LAST_WORD = Duration.ofSeconds(30);
  private static final String READ_ONLY = "25006";

  private final String server;
  private final Login login;
  private final List<Acknowledged> ledger = new ArrayList<>();
  private final Thread thread;
  private int next;
  private final List<Acknowledged> unanswered = new ArrayList<>();
  private volatile boolean over;

  /**
   * A customer's way to one server.
   *
   * @param url with host, port and database
   * @param from the address to call from; empty where there is only one
   */
  record Login(String url, String user, String password, Optional<String> from) {
    /**
     * @param url as the customer has it, with user and password
     * @param place the server to call instead of the url's
     */
    static Login of(URI url, String place, Optional<String> from) {
      String[] credentials = url.getUserInfo().split(":", 2);
      return new Login(
          "jdbc:postgresql://" + place + url.getPath(), credentials[0], credentials[1], from);
    }

    Connection open() throws SQLException {
      Properties properties = new Properties();
      properties.setProperty("user", user);
      properties.setProperty("password", password);
      from.ifPresent(address -> properties.setProperty("localSocketAddress", address));
      return DriverManager.getConnection(url + OPTIONS, properties);
    }
  }

  /** A row that a server said it had, or did not answer; times by {@link System#nanoTime}. */
  record Acknowledged(String server, int number, long begun, long done) {}

  Side(String server, Login login) {
    this.server = server;
    this.login = login;
    thread = Thread.ofPlatform().daemon().name("side-" + server).start(this::write);
  }

  private void write() {
    while (!over) {
      try (Connection connection = login.open();
          PreparedStatement insert =
              connection.prepareStatement("insert into sides (server, number) values (?, ?)")) {
        while (!over) {
          write(insert);
          Waiting.pass(PACE);
        }
      } catch (SQLException e) {
        // Refused, reset, timed out: what a customer of a lost server sees. It calls again.
        Waiting.pass(PACE);
      }
    }
  }

  private void write(PreparedStatement insert) throws SQLException {
    int number = ++next;
    insert.setString(1, server);
    insert.setInt(2, number);
    long begun = System.nanoTime();
    try {
      insert.clearWarnings();
      insert.executeUpdate();
      if (insert.getWarnings() == null) {
        note(new Acknowledged(server, number, begun, System.nanoTime()));
      }
    } catch (SQLException e) {
      if (!READ_ONLY.equals(e.getSQLState())) {
        noteUnanswered(new Acknowledged(server, number, begun, System.nanoTime()));
        throw e;
      }
      // A standby: the session is kept, as a pool would, and one day it may lead.
    }
  }

  private synchronized void note(Acknowledged row) {
    ledger.add(row);
  }

  private synchronized void noteUnanswered(Acknowledged row) {
    unanswered.add(row);
  }

  /** Rows that it sent without ever hearing what became of them. */
  synchronized List<Acknowledged> unanswered() {
    return List.copyOf(unanswered);
  }

  synchronized List<Acknowledged> ledger() {
    return List.copyOf(ledger);
  }

  @Override
  public void close() {
    over = true;
    try {
      if (!thread.join(LAST_WORD)) {
        throw new IllegalStateException("the program at " + server + " hangs");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
