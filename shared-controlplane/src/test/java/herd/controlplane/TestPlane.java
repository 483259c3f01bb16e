package herd.controlplane;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.postgresql.ds.PGSimpleDataSource;

/** A real control-plane Postgres of a test class's own, released and with every service's role. */
public final class TestPlane implements BeforeAllCallback, AfterAllCallback {

  public static final String OWNER = "herd_control";
  public static final String PASSWORD = "test-only";

  private final List<HikariDataSource> pools = new ArrayList<>();
  private @Nullable PlanePostgres started;

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    PlanePostgres postgres = PlanePostgres.start();
    started = postgres;
    try (Connection connection =
            DriverManager.getConnection(
                postgres.jdbcUrl(), PlanePostgres.SUPERUSER, postgres.password());
        Statement statement = connection.createStatement()) {
      statement.execute(Schema.bootstrap());
      for (String role :
          List.of(OWNER, "herd_starter_tier", "herd_production_tier", "herd_admin")) {
        statement.execute("ALTER ROLE " + role + " PASSWORD '" + PASSWORD + "'");
      }
    }
    Schema.migrate(source(OWNER));
  }

  @Override
  public void afterAll(ExtensionContext context) {
    pools.forEach(HikariDataSource::close);
    if (started != null) {
      started.close();
    }
  }

  private PlanePostgres postgres() {
    return Objects.requireNonNull(started, "not started");
  }

  public String jdbcUrl() {
    return postgres().jdbcUrl();
  }

  /** The control plane as this service has it. */
  public ControlPlane as(String service) {
    HikariConfig config = new HikariConfig();
    config.setDataSource(source("herd_" + service.replace('-', '_')));
    config.setMaximumPoolSize(8);
    HikariDataSource pool = new HikariDataSource(config);
    pools.add(pool);
    return new ControlPlane(pool, service);
  }

  public DataSource source(String role) {
    return source(jdbcUrl(), role);
  }

  public static DataSource source(String url, String role) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(url);
    source.setUser(role);
    source.setPassword(PASSWORD);
    return source;
  }

  /** Takes the control plane away; {@link #comeBack} gives it back on the same port. */
  public void goAway() {
    postgres().goAway();
  }

  public void comeBack() {
    postgres().comeBack();
  }

  /** Runs a statement as the superuser, for a test that plays the world's part. */
  public void sql(String text) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(jdbcUrl(), PlanePostgres.SUPERUSER, postgres().password());
        Statement statement = connection.createStatement()) {
      statement.execute(text);
    }
  }
}
