package herd.controlplane;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.callback.BaseCallback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** The schema {@code control}: its migrations, run only by the process type {@code release}. */
public final class Schema {

  private Schema() {}

  /** SQL for a superuser, once per database: the roles. Can be run again. */
  public static String bootstrap() {
    try (InputStream file = Schema.class.getResourceAsStream("bootstrap.sql")) {
      if (file == null) {
        throw new IllegalStateException("bootstrap.sql is missing from the jar");
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("could not read bootstrap.sql from the jar", e);
    }
  }

  /** Brings schema control up to date, as its owner. Two at once wait for each other. */
  public static void migrate(DataSource owner) {
    flyway(owner, "control", "classpath:herd/controlplane/migrations").load().migrate();
  }

  /**
   * Refuses a schema older than this code; a newer one is fine (expand, migrate, contract).
   *
   * @throws IllegalStateException saying to run the release process type
   */
  public static void requireCurrent(DataSource source, String schema, String... locations) {
    Flyway flyway = flyway(source, schema, locations).load();
    long missing = Arrays.stream(flyway.info().pending()).map(MigrationInfo::getVersion).count();
    if (missing > 0) {
      throw new IllegalStateException(
          "schema %s lacks %d migration(s): run the process type 'release' first"
              .formatted(schema, missing));
    }
  }

  public static void requireCurrent(DataSource source) {
    requireCurrent(source, "control", "classpath:herd/controlplane/migrations");
  }

  /** How every schema of Herd is migrated; a lock that cannot be had in 5 s fails the release. */
  public static FluentConfiguration flyway(DataSource source, String schema, String... locations) {
    return Flyway.configure()
        .dataSource(source)
        .schemas(schema)
        .defaultSchema(schema)
        .locations(locations)
        .callbacks(new LockTimeout())
        .ignoreMigrationPatterns("*:future")
        .loggers("slf4j");
  }

  /** Tells every connection of a migration how long it may wait for a lock. */
  private static final class LockTimeout extends BaseCallback {
    @Override
    public boolean supports(Event event, Context context) {
      return event == Event.AFTER_CONNECT;
    }

    @Override
    public void handle(Event event, Context context) {
      try (Statement statement = context.getConnection().createStatement()) {
        statement.execute("SET lock_timeout = '5s'");
      } catch (SQLException e) {
        throw new IllegalStateException("could not bound the migration's waits for locks", e);
      }
    }
  }
}
