package herd.benchmarks.campaign;

import herd.controlplane.Schema;
import herd.fleet.local.Binaries;
import herd.fleet.local.LocalPostgres;
import herd.fleet.local.RunAs;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The control-plane database, which can be killed and started again, and is read as superuser. */
final class Books implements AutoCloseable {

  /** Survives kill -9 of Postgres all the same: only the machine's own crash would lose it. */
  private static final Map<String, String> QUICK =
      Map.of("fsync", "off", "full_page_writes", "off", "max_wal_size", "256MB");

  private final Path folder;
  private LocalPostgres postgres;

  Books(Path folder, String password) throws SQLException {
    this.folder = folder;
    this.postgres = start(0);
    run(Schema.bootstrap());
    for (String role : List.of("herd_control", "herd_starter_tier")) {
      run("ALTER ROLE %s PASSWORD '%s'".formatted(role, password));
    }
  }

  private LocalPostgres start(int port) {
    return LocalPostgres.start(
        folder, Binaries.find(System.getenv()), port, RunAs.here(System.getenv()), QUICK);
  }

  String url() {
    return postgres.jdbcUrl("postgres");
  }

  /** {@code kill -9} of the postmaster; its backends find out by themselves. */
  void kill() {
    ProcessHandle.of(postgres.pid()).ifPresent(ProcessHandle::destroyForcibly);
  }

  void comeBack() {
    postgres = start(postgres.port());
  }

  Connection superuser() throws SQLException {
    return DriverManager.getConnection(url(), LocalPostgres.SUPERUSER, postgres.password());
  }

  void run(String sql) throws SQLException {
    try (Connection connection = superuser();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The first column of every row. */
  List<String> list(String sql) throws SQLException {
    try (Connection connection = superuser();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> all = new ArrayList<>();
      while (rows.next()) {
        all.add(String.valueOf(rows.getString(1)));
      }
      return all;
    }
  }

  Optional<String> first(String sql) throws SQLException {
    return list(sql).stream().findFirst();
  }

  int count(String from) throws SQLException {
    return Integer.parseInt(list("select count(*) from " + from).getFirst());
  }

  @Override
  public void close() {
    postgres.stop();
  }
}
