package herd.service;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connection pools to Herd's own databases. The control plane may be away for half a minute and
 * come back: a pool starts without it, every wait in it is bounded, and it heals by itself.
 */
public final class Databases {

  private static final Logger LOG = LoggerFactory.getLogger(Databases.class);
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(250);

  private Databases() {}

  /**
   * A pool; opening it needs no database. {@code getConnection} waits 5 s at the most, then throws.
   * Close it when done.
   */
  public static HikariDataSource pool(DatabaseConfig config, String applicationName) {
    return new HikariDataSource(settings(config, applicationName));
  }

  /** The same, with unqualified names meaning those of a schema. */
  public static HikariDataSource pool(
      DatabaseConfig config, String applicationName, String schema) {
    HikariConfig hikari = settings(config, applicationName);
    hikari.setSchema(schema);
    return new HikariDataSource(hikari);
  }

  private static HikariConfig settings(DatabaseConfig config, String applicationName) {
    HikariConfig hikari = new HikariConfig();
    hikari.setPoolName(applicationName);
    hikari.setJdbcUrl(config.url());
    hikari.setUsername(config.user());
    hikari.setPassword(config.password().reveal());
    hikari.setMaximumPoolSize(config.poolSize());
    hikari.setMinimumIdle(Math.min(2, config.poolSize()));
    hikari.setInitializationFailTimeout(-1);
    hikari.setConnectionTimeout(5_000);
    hikari.setValidationTimeout(2_000);
    hikari.setIdleTimeout(60_000);
    hikari.setKeepaliveTime(120_000);
    hikari.setMaxLifetime(600_000);
    hikari.setThreadFactory(Thread.ofVirtual().name(applicationName + "-pool-", 0).factory());
    hikari.addDataSourceProperty("ApplicationName", applicationName);
    hikari.addDataSourceProperty("connectTimeout", "4");
    hikari.addDataSourceProperty("loginTimeout", "4");
    // Bounds a statement whose server has vanished; far above what any statement of ours takes.
    hikari.addDataSourceProperty("socketTimeout", "60");
    hikari.addDataSourceProperty("tcpKeepAlive", "true");
    return hikari;
  }

  /**
   * Waits until the database answers, for what cannot start without it (a release).
   *
   * @throws SQLException the last failure, when the limit passed
   */
  public static void awaitAnswer(DataSource database, Duration limit)
      throws SQLException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      try (Connection connection = database.getConnection()) {
        if (connection.isValid(2)) {
          return;
        }
      } catch (SQLException e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
        LOG.atInfo().addKeyValue("why", e.getMessage()).log("waiting for the database");
      }
      Thread.sleep(BETWEEN_TRIES);
    }
  }

  /** The health check of a database: a connection from the pool that answers. */
  public static Optional<String> check(DataSource database) throws SQLException {
    try (Connection connection = database.getConnection()) {
      return connection.isValid(1) ? Optional.empty() : Optional.of("does not answer");
    }
  }
}
