package herd.fleet.tenant;

import herd.fleet.act.Claim;
import herd.fleet.act.Fenced;
import herd.fleet.act.Host;
import herd.fleet.local.TestFleet;
import herd.fleet.postgres.MonitorSecret;
import herd.fleet.postgres.ScramVerifier;
import herd.fleet.provider.Machine;
import herd.fleet.server.Cluster;
import herd.fleet.server.ClusterSpec;
import herd.fleet.server.CreateCluster;
import herd.fleet.server.StartPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.UUID;

/** A real shared server with tenants on it. */
final class TenantServer implements AutoCloseable {
  static final Duration LIMIT = Duration.ofSeconds(60);
  static final TenantLimits LIMITS = new TenantLimits(5, Duration.ofMinutes(10), 64L << 20);

  final TestFleet fleet = new TestFleet();
  final Fenced fenced = new Fenced(fleet.ssh);
  final Machine machine = fleet.machine();
  final Host host = Host.of(machine, fleet.identity);
  final MonitorSecret monitor = MonitorSecret.random();
  final Cluster cluster;

  TenantServer() {
    Claim claim = Claim.exclusive(machine.providerId(), 1, 1);
    cluster =
        new CreateCluster(fenced)
            .run(
                fleet.here, host, claim, ClusterSpec.of(machine, 100), monitor.verifier(32), LIMIT);
    new StartPostgres(fenced).run(fleet.here, host, claim, cluster.systemIdentifier(), LIMIT);
  }

  Tenant tenant(UUID resource) {
    return new Tenant(
        host,
        cluster.systemIdentifier(),
        TenantNames.of(resource),
        List.of(
            Claim.exclusive(resource.toString(), 1, 1), Claim.shared(machine.providerId(), 1, 2)));
  }

  Tenant created() {
    Tenant tenant = tenant(UUID.randomUUID());
    new CreateTenant(fenced)
        .run(fleet.here, tenant, LIMITS, ScramVerifier.of(password(tenant)), LIMIT);
    return tenant;
  }

  static String password(Tenant tenant) {
    return "p" + tenant.names().login().substring(1, 20);
  }

  Connection as(Tenant tenant) throws SQLException {
    return connect(tenant.names().database(), tenant.names().login(), password(tenant));
  }

  /** As soon as it lets anybody in again, for as long as a limit. */
  Connection afterRecovery(Tenant tenant) throws SQLException, InterruptedException {
    for (long end = System.nanoTime() + LIMIT.toNanos(); ; Thread.sleep(50)) {
      try {
        return as(tenant);
      } catch (SQLException e) {
        if (System.nanoTime() > end) {
          throw e;
        }
      }
    }
  }

  Connection monitor(String database) throws SQLException {
    return connect(database, "herd_monitor", monitor.text());
  }

  Connection connect(String database, String user, String password) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    properties.setProperty("sslmode", "require");
    properties.setProperty("connectTimeout", "10");
    return DriverManager.getConnection(url(database), properties);
  }

  String url(String database) {
    return "jdbc:postgresql://%s:%d/%s"
        .formatted(machine.address(), machine.postgresPort(), database);
  }

  /** As the superuser, on the server. */
  String sql(String database, String text) {
    return fleet.run(
        machine,
        "cd %s/run && $HERD_POSTGRES_BIN/psql -XqAt -h /proc/self/cwd -p %d -U postgres -d %s -c \"%s\" 2>&1"
            .formatted(machine.root(), machine.postgresPort(), database, text));
  }

  /** Its pid. */
  String postmaster() {
    return fleet.run(machine, "head -n 1 " + machine.root() + "/data/postmaster.pid");
  }

  static List<String> rows(Connection c, String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (var statement = c.createStatement();
        var result = statement.executeQuery(sql)) {
      while (result.next()) {
        rows.add(result.getString(1));
      }
    }
    return rows;
  }

  static void run(Connection c, String... statements) throws SQLException {
    try (var statement = c.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  @Override
  public void close() {
    fleet.close();
  }
}
