package herd.benchmarks.stage;

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
import java.util.concurrent.TimeUnit;

/** The control-plane database, which can be killed and started again, and is read as superuser. */
public final class Books implements AutoCloseable {

  private final Path folder;
  private final Map<String, String> settings;
  private LocalPostgres postgres;

  /**
   * @param service the role of the service whose books these are
   * @param settings Postgres's own
   */
  Books(Path folder, String password, String service, Map<String, String> settings)
      throws SQLException {
    this.folder = folder;
    this.settings = Map.copyOf(settings);
    this.postgres = start(0);
    run(Schema.bootstrap());
    for (String role : List.of("herd_control", service)) {
      run("ALTER ROLE %s PASSWORD '%s'".formatted(role, password));
    }
  }

  private LocalPostgres start(int port) {
    return LocalPostgres.start(
        folder, Binaries.find(System.getenv()), port, RunAs.here(System.getenv()), settings);
  }

  public String url() {
    return postgres.jdbcUrl("postgres");
  }

  /**
   * Kills it with -9; back only when it is dead, for who starts it at once would find it running
   * still.
   */
  public void kill() {
    ProcessHandle.of(postgres.pid())
        .ifPresent(victim -> {
          victim.destroyForcibly();
          victim.onExit().orTimeout(10, TimeUnit.SECONDS).join();
        });
  }

  public void comeBack() {
    postgres = start(postgres.port());
  }

  public Connection superuser() throws SQLException {
    return DriverManager.getConnection(url(), LocalPostgres.SUPERUSER, postgres.password());
  }

  public void run(String sql) throws SQLException {
    try (Connection connection = superuser();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The first column of every row. */
  public List<String> list(String sql) throws SQLException {
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

  public Optional<String> first(String sql) throws SQLException {
    return list(sql).stream().findFirst();
  }

  public int count(String from) throws SQLException {
    return Integer.parseInt(list("select count(*) from " + from).getFirst());
  }

  @Override
  public void close() {
    postgres.stop();
  }
}
