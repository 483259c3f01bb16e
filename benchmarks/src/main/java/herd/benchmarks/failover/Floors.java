package herd.benchmarks.failover;

import herd.benchmarks.Folder;
import herd.fleet.local.Binaries;
import herd.fleet.local.LocalPostgres;
import herd.fleet.local.LocalProcesses;
import herd.fleet.local.RunAs;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What provisioning cannot be faster than: the same steps by Postgres's own programs alone. */
final class Floors {

  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final Binaries binaries = Binaries.find(System.getenv());
  private final RunAs as = RunAs.here(System.getenv());
  private final Map<String, List<Duration>> taken = new LinkedHashMap<>();

  /** By the name of the step, each so many times. */
  static Map<String, List<Duration>> measure(int times) throws Exception {
    Floors floors = new Floors();
    for (int i = 0; i < times; i++) {
      floors.round();
    }
    return floors.taken;
  }

  private void round() throws Exception {
    List<LocalPostgres> up = new ArrayList<>();
    try (Folder folder = Folder.make()) {
      as.own(folder.path());
      Path first = folder.path().resolve("first");
      Path copy = folder.path().resolve("copy");
      try {
        time("initdb and start", () -> up.add(start(first)));
        up.removeLast().stop();
        time(
            "copy of a prepared data folder and start",
            () -> {
              as("cp", "-a", first.toString(), copy.toString());
              up.add(start(copy));
            });
        LocalPostgres leader = up.getFirst();
        time(
            "role and database in a running cluster",
            () -> sql(leader, "create role tenant login", "create database tenant owner tenant"));
        Path standby = folder.path().resolve("standby");
        time(
            "pg_basebackup and a standby that answers",
            () -> {
              follow(leader, standby);
              up.add(start(standby));
              sql(up.getLast(), "select 1");
            });
      } finally {
        up.reversed().forEach(LocalPostgres::stop);
      }
    }
  }

  private LocalPostgres start(Path folder) {
    return LocalPostgres.start(folder, binaries, 0, as, Map.of("max_wal_senders", "4"));
  }

  private void follow(LocalPostgres leader, Path standby) throws IOException {
    as("mkdir", standby.toString());
    LocalProcesses.run(
        as,
        Map.of("PGPASSWORD", leader.password()),
        LIMIT,
        List.of(
            binaries.postgres("pg_basebackup"),
            "--pgdata=" + standby.resolve("data"),
            "--host=" + leader.host(),
            "--port=" + leader.port(),
            "--username=" + leader.superuser(),
            "--write-recovery-conf",
            "--checkpoint=fast",
            "--no-sync"));
    as("cp", "-a", standby.resolveSibling("copy").resolve("password").toString(), standby + "/");
  }

  private void as(String... command) {
    LocalProcesses.run(as, Map.of(), LIMIT, List.of(command));
  }

  private static void sql(LocalPostgres server, String... statements) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                server.jdbcUrl("postgres"), server.superuser(), server.password());
        Statement statement = connection.createStatement()) {
      for (String one : statements) {
        statement.execute(one);
      }
    }
  }

  private void time(String step, Step work) throws Exception {
    long begun = System.nanoTime();
    work.run();
    taken
        .computeIfAbsent(step, _ -> new ArrayList<>())
        .add(Duration.ofNanos(System.nanoTime() - begun));
  }

  /** One step. */
  @FunctionalInterface
  private interface Step {
    void run() throws Exception;
  }
}
