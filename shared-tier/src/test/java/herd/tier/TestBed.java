package herd.tier;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import herd.controlplane.ControlPlane;
import herd.controlplane.Schema;
import herd.fleet.local.LocalPostgres;
import herd.service.Sealer;
import herd.service.Secret;
import herd.service.http.Http;
import herd.service.http.HttpConfig;
import herd.tier.plan.Plan;
import herd.tier.plan.Plans;
import herd.tier.resource.Resources;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A real Postgres with both schemas of a tier, its books, and real HTTP. Nothing drains the ring: a
 * test that needs a worker's doing does it with {@link #sql}.
 */
public final class TestBed implements BeforeAllCallback, AfterAllCallback {

  public static final String ROLE = "herd_starter_tier";
  public static final String SCHEMA = "starter_tier";
  public static final String PASSWORD = "test-only";

  /** The one state a handler needs to know of. */
  public enum State {
    CREATING
  }

  public static final Tier TIER =
      new Tier(
          "starter-tier",
          "heroku-postgresql",
          new Plans(
              List.of(
                  new Plan("essential-0", "Essential 0", 500, 1L << 30, 20, Optional.empty()),
                  new Plan("essential-1", "Essential 1", 900, 10L << 30, 20, Optional.empty()),
                  new Plan("mini", "Mini", 0, 1L << 28, 10, Optional.of(10_000L)))),
          "Larger plans belong to another tier: create a new database there and copy your data.",
          EnumSet.allOf(Tier.Feature.class),
          plan -> new Tier.Room(plan.bytes(), plan.connections()));

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private @Nullable LocalPostgres started;
  private @Nullable ControlPlane plane;
  private @Nullable Sealer sealer;

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    LocalPostgres postgres = LocalPostgres.temporary();
    started = postgres;
    opened.push(postgres);
    sql(Schema.bootstrap());
    for (String role : List.of("herd_control", ROLE)) {
      sql("ALTER ROLE " + role + " PASSWORD '" + PASSWORD + "'");
    }
    Schema.migrate(source("herd_control"));
    Schema.flyway(source(ROLE), SCHEMA, "classpath:herd/tier/migrations").load().migrate();
    HikariConfig config = new HikariConfig();
    config.setDataSource(source(ROLE));
    config.setSchema(SCHEMA);
    config.setMaximumPoolSize(8);
    HikariDataSource pool = new HikariDataSource(config);
    opened.push(pool);
    plane = new ControlPlane(pool, TIER.service());
    sealer = Sealer.of(new Secret("A".repeat(43) + "="));
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    while (!opened.isEmpty()) {
      opened.pop().close();
    }
  }

  public ControlPlane plane() {
    return Objects.requireNonNull(plane, "not started");
  }

  public Sealer sealer() {
    return Objects.requireNonNull(sealer, "not started");
  }

  public Resources resources() {
    return new Resources(plane(), TIER, sealer());
  }

  /** Serves until the test class is over. */
  public URI serve(Consumer<JavalinConfig> routes) {
    return serve(0, routes);
  }

  public URI serve(int port, Consumer<JavalinConfig> routes) {
    Javalin javalin = Http.create(new HttpConfig("127.0.0.1", port), routes).start();
    opened.push(javalin::stop);
    return URI.create("http://127.0.0.1:" + javalin.port());
  }

  public <T extends AutoCloseable> T closedAtEnd(T what) {
    opened.push(what);
    return what;
  }

  /** A server with room for so many databases of the smallest plan. */
  public UUID server(int databases) throws SQLException {
    UUID id = UUID.randomUUID();
    sql(
        """
        INSERT INTO starter_tier.server (id, provider, region, zone, address, port, monitor_secret,
          memory_mb, disk_bytes, capacity_bytes, capacity_connections)
        VALUES ('%s', 'local', 'us', 'a', 'db.example', 6000, '', 512, %d, %d, %d)
        """
            .formatted(id, databases * (1L << 30), databases * (1L << 30), databases * 20));
    return id;
  }

  /** What a worker would have done, once the database answers and the platform was told. */
  public void up(UUID resource) throws SQLException {
    sql(
        "UPDATE starter_tier.resource SET tenant_made_at = now(), provisioned_at = now(),"
            + " plan_applied = plan WHERE id = '%s'".formatted(resource));
    state(resource, "AVAILABLE");
  }

  public void state(UUID subject, String state) throws SQLException {
    sql("UPDATE control.subject SET state = '%s' WHERE id = '%s'".formatted(state, subject));
  }

  /** What a look would have appended. */
  public void facts(UUID subject, String json) throws SQLException {
    sql(
        """
        INSERT INTO control.observation
          (at, subject_id, took_micros, well, fresh, outcome, vantage, worker, facts)
        VALUES (clock_timestamp(), '%s', 1, true, true, 'ok', 'a', 'w', '%s')
        """
            .formatted(subject, json));
  }

  /** As the superuser, for a test that plays the world's part. */
  public void sql(String text) throws SQLException {
    try (Connection connection = superuser();
        Statement statement = connection.createStatement()) {
      statement.execute(text);
    }
  }

  /** The first column of the first row, as text. */
  public String value(String query) throws SQLException {
    try (Connection connection = superuser();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      return rows.next() ? String.valueOf(rows.getString(1)) : "";
    }
  }

  public DataSource source(String role) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(jdbcUrl());
    source.setUser(role);
    source.setPassword(PASSWORD);
    return source;
  }

  public String jdbcUrl() {
    return postgres().jdbcUrl("postgres");
  }

  private Connection superuser() throws SQLException {
    return DriverManager.getConnection(jdbcUrl(), LocalPostgres.SUPERUSER, postgres().password());
  }

  private LocalPostgres postgres() {
    return Objects.requireNonNull(started, "not started");
  }
}
