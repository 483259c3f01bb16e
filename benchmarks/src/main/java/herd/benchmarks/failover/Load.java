package herd.benchmarks.failover;

import herd.benchmarks.stage.Waiting;
import herd.fleet.local.Binaries;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A customer's pgbench on the leader: first it writes more than a gigabyte of WAL, then its usual
 * transactions until the leader is lost.
 */
final class Load implements AutoCloseable {

  private static final long WAL_BYTES = 1L << 30;
  static final int SCALE = 100;
  private static final Duration INITIALIZED = Duration.ofMinutes(10);
  private static final Duration WARM = Duration.ofSeconds(3);

  private final Process transactions;

  private Load(Process transactions) {
    this.transactions = transactions;
  }

  /** Back when the gigabyte is written and the transactions run. */
  static Load on(Address address) throws IOException, InterruptedException, SQLException {
    String before = lsn(address);
    initialize(address);
    long written = bytes(address, before);
    if (written < WAL_BYTES) {
      throw new IOException("pgbench --initialize wrote only %,d bytes of WAL".formatted(written));
    }
    Load load = new Load(pgbench(address, List.of("--client=4", "--jobs=1", "--time=600")));
    Waiting.pass(WARM);
    if (!load.transactions.isAlive()) {
      throw new IOException("pgbench ended with " + load.transactions.exitValue());
    }
    return load;
  }

  private static void initialize(Address address) throws IOException, InterruptedException {
    Process tables = pgbench(address, List.of("--initialize", "--quiet", "--scale=" + SCALE));
    try {
      if (!tables.waitFor(INITIALIZED.toSeconds(), TimeUnit.SECONDS)) {
        throw new IOException("pgbench --initialize did not end within " + INITIALIZED);
      }
      if (tables.exitValue() != 0) {
        throw new IOException("pgbench --initialize ended with " + tables.exitValue());
      }
    } finally {
      tables.destroyForcibly();
    }
  }

  private static Process pgbench(Address address, List<String> options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Binaries.find(System.getenv()).postgres("pgbench"));
    command.addAll(options);
    ProcessBuilder builder = new ProcessBuilder(command).directory(Path.of("/").toFile());
    builder.environment().put("PGHOST", Address.HOST);
    builder.environment().put("PGPORT", address.ports().getFirst());
    builder.environment().put("PGUSER", address.user());
    builder.environment().put("PGPASSWORD", address.password());
    builder.environment().put("PGDATABASE", address.database());
    builder.environment().put("PGSSLMODE", address.sslmode());
    return builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** Bytes of WAL that its leader would have to replay if it died now. */
  static long standing(Address address) throws SQLException {
    return Long.parseLong(
        answer(address, "select pg_current_wal_lsn() - redo_lsn from pg_control_checkpoint()"));
  }

  private static String lsn(Address address) throws SQLException {
    return answer(address, "select pg_current_wal_lsn()");
  }

  private static long bytes(Address address, String since) throws SQLException {
    return Long.parseLong(
        answer(address, "select pg_current_wal_lsn() - '%s'::pg_lsn".formatted(since)));
  }

  private static String answer(Address address, String query) throws SQLException {
    try (Connection connection = new Pgjdbc(address).connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }

  @Override
  public void close() {
    transactions.destroyForcibly().onExit().join();
  }
}
