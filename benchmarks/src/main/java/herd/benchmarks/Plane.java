package herd.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import herd.controlplane.ControlPlane;
import herd.controlplane.Schema;
import herd.fleet.local.Binaries;
import herd.fleet.local.LocalPostgres;
import herd.fleet.local.RunAs;
import herd.service.DatabaseConfig;
import herd.service.Databases;
import herd.service.Secret;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/**
 * A control plane of a benchmark's own: a real Postgres with its default durability (everything is
 * synced), released and with a service's role. Closing it stops the server and deletes its folder.
 */
public final class Plane implements AutoCloseable {

  public static final String SERVICE = "starter-tier";
  public static final String ROLE = "herd_starter_tier";
  private static final String OWNER = "herd_control";

  private final Folder folder;
  private final LocalPostgres postgres;
  private final String password = UUID.randomUUID().toString();

  private Plane(Folder folder, LocalPostgres postgres) {
    this.folder = folder;
    this.postgres = postgres;
  }

  /** Starts one, ready for workers. */
  public static Plane start() throws IOException, SQLException {
    Folder folder = Folder.make();
    Plane plane =
        new Plane(
            folder,
            LocalPostgres.start(
                folder.path(),
                Binaries.find(System.getenv()),
                0,
                RunAs.here(System.getenv()),
                Map.of("shared_buffers", "128MB")));
    try {
      plane.sql(Schema.bootstrap());
      plane.sql("alter role " + ROLE + " password '" + plane.password + "'");
      plane.sql("alter role " + OWNER + " password '" + plane.password + "'");
      try (HikariDataSource owner = plane.pool(OWNER, 2)) {
        Schema.migrate(owner);
      }
    } catch (SQLException | RuntimeException e) {
      plane.close();
      throw e;
    }
    return plane;
  }

  /** A pool as a service's process has it. The caller closes it. */
  public HikariDataSource pool(int connections) {
    return pool(ROLE, connections);
  }

  private HikariDataSource pool(String role, int connections) {
    return Databases.pool(
        new DatabaseConfig(url(), role, new Secret(password), connections), "herd-benchmarks");
  }

  public static ControlPlane through(HikariDataSource pool) {
    return new ControlPlane(pool, SERVICE);
  }

  public String url() {
    return postgres.jdbcUrl("postgres");
  }

  /** Of the service's role; made for this run and gone with it. */
  public String password() {
    return password;
  }

  public Duration cpu() {
    return Cpu.ofServer(postgres.pid());
  }

  /** Runs statements as the superuser. */
  public void sql(String text) throws SQLException {
    try (Connection connection = superuser();
        Statement statement = connection.createStatement()) {
      statement.execute(text);
    }
  }

  /** One number from the books. */
  public double number(String query) throws SQLException {
    try (Connection connection = superuser();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getDouble(1);
    }
  }

  public Connection superuser() throws SQLException {
    return DriverManager.getConnection(url(), LocalPostgres.SUPERUSER, postgres.password());
  }

  @Override
  public void close() throws IOException {
    postgres.stop();
    folder.close();
  }
}
