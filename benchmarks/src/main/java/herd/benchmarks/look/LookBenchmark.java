package herd.benchmarks.look;

import herd.benchmarks.Cpu;
import herd.benchmarks.Folder;
import herd.benchmarks.KeyPair;
import herd.benchmarks.Plane;
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

/**
 * What one look costs the worker: CPU of the whole process (threads, collector and compiler) over
 * many looks at a real Postgres, by itself and as a round of the loop, beside the JDBC driver's
 * log-in. What the servers, the control plane's among them, use themselves is left out.
 */
public final class LookBenchmark {

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String MONITOR = "bench_monitor";

  /** One way of looking, with the most a look should cost in milliseconds of CPU. */
  private record Candidate(String name, double goal, Way way, int times) {}

  private LookBenchmark() {}

  /** Measures each way of looking in turn, one after the other. */
  public static Table run(boolean brief) throws Exception {
    int times = brief ? 100 : 3_000;
    Duration warm = Duration.ofSeconds(brief ? 1 : 8);
    Duration measured = Duration.ofSeconds(brief ? 1 : 20);
    String load = Cpu.load();
    List<List<String>> rows = new ArrayList<>();
    try (Folder folder = Folder.make();
        Server server = Server.start(folder);
        Plane plane = Plane.start()) {
      Looks jdbc = Looks.measure(server::jdbcPlain, times / 3);
      rows.add(row("pgjdbc, no TLS", jdbc, jdbc));
      rows.add(row("pgjdbc, TLS", Looks.measure(server::jdbcTls, times / 3), jdbc));
      // Once unmeasured, or whoever comes first pays for the compiler.
      Rounds.cpuMillis(plane, server::freshPlain, warm, measured);
      for (Candidate candidate : candidates(server, times)) {
        Looks looks =
            Looks.measure(
                thread -> mustBeWell(candidate.way().look("thread " + thread)), candidate.times());
        double round = Rounds.cpuMillis(plane, candidate.way(), warm, measured);
        rows.add(
            List.of(
                candidate.name(),
                Table.figure(looks.cpuMillis()),
                Table.figure(round),
                "< " + candidate.goal(),
                Table.figure(looks.medianMillis()),
                Table.figure(jdbc.cpuMillis() / round)));
      }
    }
    return new Table(
        "look",
        """
        %,d looks each (ten times as many over kept sessions, a third by the driver) by 4 virtual \
        threads, after a third as many unmeasured ones; one real Postgres on the same %d cores; load average %s at the start. Each \
        connects, says hello and asks `select 1`. Everything included: a worker's loop takes members from a control plane, looks, thinks, \
        commits and puts them back, as fast as it can for %d s. CPU is the whole process's.\
        """
            .formatted(
                times, Runtime.getRuntime().availableProcessors(), load, measured.toSeconds()),
        List.of(
            "who",
            "CPU ms/look, the look alone",
            "CPU ms/look, everything included",
            "goal",
            "median ms",
            "pgjdbc without TLS / everything"),
        rows);
  }

  private static List<String> row(String driver, Looks looks, Looks jdbc) {
    return List.of(
        driver,
        Table.figure(looks.cpuMillis()),
        "",
        "",
        Table.figure(looks.medianMillis()),
        Table.figure(jdbc.cpuMillis() / looks.cpuMillis()));
  }

  private static List<Candidate> candidates(Server server, int times) {
    return List.of(
        new Candidate("fresh login, no TLS", 1, server::freshPlain, times),
        new Candidate("fresh login, TLS", 7, server::freshTls, times),
        new Candidate("kept session, no TLS", 0.25, server::keptPlain, 10 * times),
        new Candidate("kept session, TLS", 0.25, server::keptTls, 10 * times));
  }

  private static void mustBeWell(Sighting sighting) {
    if (!sighting.ok()) {
      throw new IllegalStateException("a look failed: " + sighting.detail());
    }
  }

  /** A real Postgres that speaks with and without TLS, and the ways to look at it. */
  private record Server(
      LocalPostgres postgres,
      KeyPair pair,
      Look plain,
      Look encrypted,
      KeptSessions<String> sessions)
      implements AutoCloseable {

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

    Sighting freshPlain(String who) {
      return Login.fresh(HERE, plain);
    }

    Sighting freshTls(String who) {
      return Login.fresh(HERE, encrypted);
    }

    Sighting keptPlain(String who) {
      return sessions.look("plain " + who, HERE, plain);
    }

    Sighting keptTls(String who) {
      return sessions.look("encrypted " + who, HERE, encrypted);
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

    @Override
    public void close() {
      sessions.close();
      postgres.stop();
    }
  }
}
