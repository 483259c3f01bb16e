package herd.benchmarks.failover;

import herd.benchmarks.Cpu;
import herd.benchmarks.stage.Waiting;
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
import java.util.Optional;
import java.util.Set;

/** Takes one database's leader away, again and again, while its customers write. */
final class Trials {

  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final int BEFORE = 20;
  private static final int AFTERWARDS = 20;

  private final Contender contender;
  private final Libpq pq;
  private int run;

  Trials(Contender contender, Libpq pq) {
    this.contender = contender;
    this.pq = pq;
  }

  /** Every loss as often as said, one after the other. */
  Figures.Played play(List<Loss> losses, int times, boolean loaded) throws Exception {
    String load = Cpu.load();
    List<Trial> trials = new ArrayList<>();
    for (Loss loss : losses) {
      for (int i = 0; i < times; i++) {
        Trial trial = play(loss, loaded);
        System.err.println(contender.words() + ": " + trial);
        trials.add(trial);
      }
    }
    return new Figures.Played(contender.words(), load, trials);
  }

  void makeLedger() throws Exception {
    contender.awaitFormed();
    try (Connection connection = new Pgjdbc(contender.address()).connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "create table ledger (run int, client text, number int, primary key (run, client, number))");
    }
  }

  private Trial play(Loss loss, boolean loaded) throws Exception {
    if (!loaded) {
      return played(loss, false);
    }
    contender.awaitFormed();
    try (Load _ = Load.on(contender.address())) {
      return played(loss, true);
    }
  }

  private Trial played(Loss loss, boolean loaded) throws Exception {
    run++;
    contender.awaitFormed();
    Address address = contender.address();
    List<Writer> writers = new ArrayList<>();
    try {
      for (Client client : Client.values()) {
        door(client, address).ifPresent(door -> writers.add(new Writer(client, door, run)));
      }
      awaitWrites(writers, BEFORE, "it is written");
      Optional<Long> standing = loaded ? Optional.of(Load.standing(address)) : Optional.empty();
      Instant fault = Instant.now();
      long nanos = System.nanoTime();
      contender.lose(loss);
      Optional<Course> course = contender.course(loss, fault);
      awaitWrites(writers, AFTERWARDS, "writes go on after: " + loss.words());
      Map<Client, Duration> outages = new EnumMap<>(Client.class);
      for (Writer writer : writers) {
        writer.stop();
        outages.put(writer.client(), writer.longestOutage(nanos));
      }
      int acknowledged = writers.stream().mapToInt(Writer::count).sum();
      return new Trial(loss, standing, outages, course, acknowledged, lost(address, writers));
    } finally {
      for (Writer writer : writers) {
        writer.stop();
      }
      contender.heal();
    }
  }

  private Optional<Door> door(Client client, Address address) {
    return switch (client) {
      case LIBPQ -> Optional.of(new LibpqDoor(pq, address));
      case PGJDBC, PGJDBC_FRESH -> Optional.of(new Pgjdbc(address));
      case ONE_ADDRESS -> contender.published().map(Republished::new);
    };
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

  private int lost(Address address, List<Writer> writers) throws SQLException {
    int lost = 0;
    for (Writer writer : writers) {
      Set<Integer> missing = new HashSet<>(writer.acknowledged());
      missing.removeAll(there(address, writer.client()));
      lost += missing.size();
    }
    return lost;
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
