package herd.benchmarks.failover;

import herd.benchmarks.stage.Stage;
import herd.benchmarks.stage.Waiting;
import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Takes one premium database's leader away, again and again, while three customers write. */
final class Trials {

  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int BEFORE = 20;
  private static final int AFTERWARDS = 20;

  private final Stage stage;
  private final Premium database;
  private final URI url;
  private final Libpq pq;
  private int run;

  Trials(Stage stage, Premium database, URI url, Libpq pq) {
    this.stage = stage;
    this.database = database;
    this.url = url;
    this.pq = pq;
  }

  void makeLedger() throws SQLException {
    try (Connection connection = new Pgjdbc(address()).connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "create table ledger (run int, client text, number int, primary key (run, client, number))");
    }
  }

  Trial play(Loss loss) throws Exception {
    run++;
    database.awaitFormed();
    Address address = address();
    String leader = database.leader();
    List<Writer> writers = new ArrayList<>();
    try {
      for (Client client : Client.values()) {
        writers.add(new Writer(client, client.door(pq, address), run));
      }
      awaitWrites(writers, BEFORE, "it is written");
      Instant fault = Instant.now();
      long nanos = System.nanoTime();
      loss.happen(stage.provider.faults(), leader);
      Waiting.until(loss.words() + " is dealt with", LIMIT, () -> mended(fault));
      awaitWrites(writers, AFTERWARDS, "writes go on after: " + loss.words());
      return judged(loss, address, fault, nanos, writers);
    } finally {
      for (Writer writer : writers) {
        writer.stop();
      }
      if (loss != Loss.PROCESS) {
        // Herd may have its provider stop the machine, and would do so after a heal that came
        // first.
        Waiting.until("the old leader is stopped for good", LIMIT, database::stoppedAll);
        stage.provider.faults().heal(leader);
      }
    }
  }

  private Address address() throws SQLException {
    return Address.of(url, database.ports());
  }

  private boolean mended(Instant fault) throws SQLException {
    return database.promoted(fault).isPresent() || database.restarted(fault).isPresent();
  }

  private static void awaitWrites(List<Writer> writers, int more, String what) throws Exception {
    Map<Writer, Integer> before = new HashMap<>();
    writers.forEach(writer -> before.put(writer, writer.count()));
    Waiting.until(
        what,
        LIMIT,
        () ->
            before.entrySet().stream()
                .allMatch(writer -> writer.getKey().count() >= writer.getValue() + more));
  }

  private Trial judged(Loss loss, Address address, Instant fault, long nanos, List<Writer> writers)
      throws Exception {
    Map<Client, Duration> outages = new EnumMap<>(Client.class);
    int acknowledged = 0;
    int lost = 0;
    for (Writer writer : writers) {
      writer.stop();
      outages.put(writer.client(), writer.longestOutage(nanos));
      Set<Integer> missing = new HashSet<>(writer.acknowledged());
      acknowledged += missing.size();
      missing.removeAll(there(address, writer.client()));
      lost += missing.size();
    }
    Duration noticed = database.noticed(fault).orElseThrow();
    boolean promoted = database.promoted(fault).isPresent();
    Duration mended =
        (promoted ? database.promoted(fault) : database.restarted(fault)).orElseThrow();
    return new Trial(loss, outages, noticed, mended, promoted, acknowledged, lost);
  }

  private Set<Integer> there(Address address, Client client) throws SQLException {
    Set<Integer> numbers = new HashSet<>();
    try (Connection connection = new Pgjdbc(address).connect();
        PreparedStatement query =
            connection.prepareStatement("select number from ledger where run = ? and client = ?")) {
      query.setInt(1, run);
      query.setString(2, client.name());
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          numbers.add(rows.getInt(1));
        }
      }
    }
    return numbers;
  }
}
