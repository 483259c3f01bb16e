package herd.benchmarks.look;

import herd.benchmarks.Cpu;
import herd.benchmarks.Folder;
import herd.benchmarks.KeyPair;
import herd.benchmarks.Table;
import herd.fleet.Vantage;
import herd.fleet.local.Binaries;
import herd.fleet.local.LocalPostgres;
import herd.fleet.local.RunAs;
import herd.fleet.postgres.KeptSessions;
import herd.fleet.postgres.Login;
import herd.fleet.postgres.LoginRate;
import herd.fleet.postgres.Look;
import herd.fleet.postgres.MonitorSecret;
import herd.fleet.postgres.PostgresTarget;
import herd.fleet.postgres.Query;
import herd.fleet.postgres.Sighting;
import herd.fleet.postgres.TlsTrust;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What one look costs the worker: CPU of the whole process (threads, collector and compiler) over
 * many looks at a real Postgres, beside the JDBC driver's log-in. The server's own cost is left
 * out.
 */
public final class LookBenchmark {

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String MONITOR = "bench_monitor";

  /** One thing that is measured, with the most it should cost in milliseconds of CPU. */
  private record Candidate(String name, OptionalDouble goal, Looks.Once once, int times) {}

  private LookBenchmark() {}

  /** Measures each way of looking in turn, one after the other. */
  public static Table run(boolean brief) throws Exception {
    int times = brief ? 100 : 3_000;
    String load = Cpu.load();
    List<List<String>> rows = new ArrayList<>();
    try (Folder folder = Folder.make();
        Server server = Server.start(folder)) {
      double jdbc = 1;
      for (Candidate candidate : candidates(server, times)) {
        Looks looks = Looks.measure(candidate.once(), candidate.times());
        jdbc = candidate.name().equals(Server.JDBC_PLAIN) ? looks.cpuMillis() : jdbc;
        rows.add(
            List.of(
                candidate.name(),
                Table.figure(looks.cpuMillis()),
                candidate.goal().isPresent() ? "< " + candidate.goal().getAsDouble() : "",
                Table.figure(looks.medianMillis()),
                Table.figure(jdbc / looks.cpuMillis())));
      }
    }
    return new Table(
        "look",
        """
        %,d looks each (ten times as many over kept sessions, a third by the driver) by 4 virtual \
        threads, after a third as many unmeasured ones; one real Postgres on the same %d cores; load average %s at the start. Each \
        connects, says hello and asks `select 1`. CPU is the whole process's.\
        """
            .formatted(times, Runtime.getRuntime().availableProcessors(), load),
        List.of("who", "CPU ms/look", "goal", "median ms", "pgjdbc without TLS / this"),
        rows);
  }

  private static List<Candidate> candidates(Server server, int times) {
    OptionalDouble none = OptionalDouble.empty();
    OptionalDouble kept = OptionalDouble.of(0.25);
    return List.of(
        new Candidate(Server.JDBC_PLAIN, none, server::jdbcPlain, times / 3),
        new Candidate("pgjdbc, TLS", none, server::jdbcTls, times / 3),
        new Candidate("fresh login, no TLS", OptionalDouble.of(1), server::freshPlain, times),
        new Candidate("fresh login, TLS", OptionalDouble.of(7), server::freshTls, times),
        new Candidate("kept session, no TLS", kept, server::keptPlain, 10 * times),
        new Candidate("kept session, TLS", kept, server::keptTls, 10 * times));
  }

  /** A real Postgres that speaks with and without TLS, and the ways to look at it. */
  private record Server(
      LocalPostgres postgres,
      KeyPair pair,
      Look plain,
      Look encrypted,
      KeptSessions<String> sessions)
      implements AutoCloseable {

    static final String JDBC_PLAIN = "pgjdbc, no TLS";
    private static final Vantage HERE = Vantage.direct("bench");
    private static final String PASSWORD = "for-this-run-only";

    static Server start(Folder folder) throws Exception {
      KeyPair pair = KeyPair.make(folder.path());
      LocalPostgres postgres =
          LocalPostgres.start(
              folder.path(),
              Binaries.find(System.getenv()),
              0,
              RunAs.here(System.getenv()),
              Map.of(
                  "ssl",
                  "on",
                  "ssl_cert_file",
                  pair.certificate().toString(),
                  "ssl_key_file",
                  pair.key().toString()));
      MonitorSecret secret = MonitorSecret.random();
      try (Connection connection =
              DriverManager.getConnection(
                  postgres.jdbcUrl("postgres"), LocalPostgres.SUPERUSER, postgres.password());
          Statement statement = connection.createStatement()) {
        statement.execute(
            "create role %s login password '%s'".formatted(MONITOR, secret.verifier(16)));
        statement.execute("create role bench_jdbc login password '" + PASSWORD + "'");
      }
      return new Server(
          postgres,
          pair,
          look(postgres, secret, TlsTrust.none()),
          look(postgres, secret, TlsTrust.certificate(pair.pem())),
          new KeptSessions<>(100, LoginRate.unlimited(), _ -> {}));
    }

    private static Look look(LocalPostgres postgres, MonitorSecret secret, TlsTrust trust) {
      return Look.of(
          new PostgresTarget(postgres.host(), postgres.port(), MONITOR, secret.secret(), trust),
          "postgres",
          List.of(Query.of("select 1")),
          LIMIT);
    }

    void freshPlain(int thread) {
      mustBeWell(Login.fresh(HERE, plain));
    }

    void freshTls(int thread) {
      mustBeWell(Login.fresh(HERE, encrypted));
    }

    void keptPlain(int thread) {
      mustBeWell(sessions.look("plain " + thread, HERE, plain));
    }

    void keptTls(int thread) {
      mustBeWell(sessions.look("encrypted " + thread, HERE, encrypted));
    }

    void jdbcPlain(int thread) throws SQLException {
      jdbc("?sslmode=disable");
    }

    void jdbcTls(int thread) throws SQLException {
      jdbc("?sslmode=verify-ca&sslrootcert=" + pair.certificate());
    }

    private void jdbc(String options) throws SQLException {
      try (Connection connection =
              DriverManager.getConnection(
                  postgres.jdbcUrl("postgres") + options, "bench_jdbc", PASSWORD);
          Statement statement = connection.createStatement()) {
        statement.execute("select 1");
      }
    }

    private static void mustBeWell(Sighting sighting) {
      if (!sighting.ok()) {
        throw new IllegalStateException("a look failed: " + sighting.detail());
      }
    }

    @Override
    public void close() {
      sessions.close();
      postgres.stop();
    }
  }
}
