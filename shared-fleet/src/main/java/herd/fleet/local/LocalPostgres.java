package herd.fleet.local;

import herd.fleet.provider.ProviderTrouble;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A plain Postgres cluster on this machine: the laptop's control-plane database, and every test's.
 * It outlives the process that started it; starting it again adopts it.
 *
 * <p>Listens on 127.0.0.1 with SCRAM passwords. Not for customers' databases: those live on
 * servers, see {@code herd.fleet.server}.
 */
public final class LocalPostgres implements AutoCloseable {
  public static final String HOST = "127.0.0.1";
  public static final String SUPERUSER = "postgres";

  private static final Duration START = Duration.ofSeconds(60);
  private static final int LONGEST_SOCKET_FOLDER = 80;
  private static final Map<String, String> SMALL =
      Map.of("shared_buffers", "32MB", "max_connections", "200", "wal_level", "replica");
  private static final Map<String, String> NOT_DURABLE =
      Map.of(
          "fsync",
          "off",
          "synchronous_commit",
          "off",
          "full_page_writes",
          "off",
          "max_wal_size",
          "256MB");

  private final Path folder;
  private final Path data;
  private final int port;
  private final long pid;
  private final boolean temporary;

  private LocalPostgres(Path folder, int port, long pid, boolean temporary) {
    this.folder = folder;
    this.data = folder.resolve("data");
    this.port = port;
    this.pid = pid;
    this.temporary = temporary;
  }

  /**
   * Makes the cluster if there is none, starts it if it does not run. Port 0 takes any free one, or
   * the running cluster's.
   */
  public static LocalPostgres start(Path folder, Binaries binaries, int port) {
    return start(folder, binaries, port, RunAs.here(System.getenv()), Map.of());
  }

  public static LocalPostgres start(
      Path folder, Binaries binaries, int port, RunAs as, Map<String, String> settings) {
    Path home = initialise(folder, binaries, as);
    return new LocalPostgres(home, 0, 0, false).running(binaries, port, as, settings);
  }

  /**
   * A throw-away cluster that does not sync; closing it, or a normal end of this JVM, stops it and
   * deletes its folder.
   */
  public static LocalPostgres temporary() {
    return temporary(Map.of());
  }

  public static LocalPostgres temporary(Map<String, String> settings) {
    try {
      Path folder = Files.createTempDirectory("herd-pg-");
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      RunAs as = RunAs.here(System.getenv());
      Binaries binaries = Binaries.find(System.getenv());
      Map<String, String> all = new java.util.HashMap<>(NOT_DURABLE);
      all.putAll(settings);
      LocalPostgres up =
          new LocalPostgres(initialise(folder, binaries, as), 0, 0, true)
              .running(binaries, 0, as, all);
      Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(up::close));
      return up;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a temporary folder", e);
    }
  }

  public String host() {
    return HOST;
  }

  public int port() {
    return port;
  }

  public String superuser() {
    return SUPERUSER;
  }

  /** The superuser's password, kept in the cluster's folder, readable by its owner only. */
  public String password() {
    return read(folder.resolve("password"));
  }

  /** Without user and password: those go into the connection's properties, never into a URL. */
  public String jdbcUrl(String database) {
    return "jdbc:postgresql://%s:%d/%s".formatted(HOST, port, database);
  }

  public long pid() {
    return pid;
  }

  /** Ends sessions and shuts down in order; harder after ten seconds. */
  public void stop() {
    halt("INT", Duration.ofSeconds(10));
  }

  /** Stops a temporary cluster and deletes it; any other keeps running. */
  @Override
  public void close() {
    if (temporary && Files.exists(folder)) {
      halt("QUIT", Duration.ofSeconds(5));
      delete(folder);
    }
  }

  private static Path initialise(Path wanted, Binaries binaries, RunAs as) {
    try {
      Path folder = Files.createDirectories(wanted).toRealPath();
      as.mustManage(folder);
      Path password = folder.resolve("password");
      if (Files.exists(folder.resolve("data/PG_VERSION"))) {
        return folder;
      }
      delete(folder.resolve("data.new"));
      Files.deleteIfExists(password);
      Files.createFile(
          password,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(password, secret());
      as.own(folder);
      LocalProcesses.run(
          as,
          Map.of(),
          START,
          List.of(
              binaries.postgres("initdb"),
              "-D",
              folder.resolve("data.new").toString(),
              "-U",
              SUPERUSER,
              "--pwfile=" + password,
              "-A",
              "scram-sha-256",
              "-E",
              "UTF8",
              "--locale=C.UTF-8",
              "--no-sync"));
      // The rename is what makes it a cluster: a crash before it starts over, after it never again.
      Files.move(folder.resolve("data.new"), folder.resolve("data"));
      return folder;
    } catch (IOException e) {
      throw new ProviderTrouble("cannot make a Postgres cluster in " + wanted, e);
    }
  }

  private LocalPostgres running(
      Binaries binaries, int wantedPort, RunAs as, Map<String, String> settings) {
    PidFile now = PidFile.read(data);
    if (now.ready() && LocalProcesses.alive(now.pid(), data)) {
      if (wantedPort == 0 || wantedPort == now.port()) {
        return new LocalPostgres(folder, now.port(), now.pid(), temporary);
      }
      stop();
    }
    clearRemains();
    int chosen = wantedPort == 0 ? PortRange.free(1).first() : wantedPort;
    List<String> command =
        new ArrayList<>(
            List.of(binaries.serving(data).postgres("postgres"), "-D", data.toString()));
    command.addAll(List.of("-p", Integer.toString(chosen)));
    Map<String, String> all = new java.util.TreeMap<>(SMALL);
    all.put("listen_addresses", HOST);
    all.put("unix_socket_directories", fits(folder) ? folder.toString() : "");
    all.putAll(settings);
    all.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
    Path log = folder.resolve("postgres.log");
    long started = LocalProcesses.detach(as, Map.of(), log, command);
    boolean up =
        Await.within(
            START,
            () ->
                (PidFile.read(data).ready() && PidFile.read(data).pid() == started)
                    || ProcessHandle.of(started).filter(ProcessHandle::isAlive).isEmpty());
    PidFile then = PidFile.read(data);
    if (!up || !then.ready() || then.pid() != started) {
      throw new ProviderTrouble(
          "Postgres in %s did not start on port %d; its log is %s".formatted(folder, chosen, log));
    }
    return new LocalPostgres(folder, chosen, started, temporary);
  }

  /**
   * Backends outlive a killed postmaster for a moment; a new one must not meet them, nor a stale
   * pid file that names a stranger.
   */
  private void clearRemains() {
    List<Long> remains = LocalProcesses.inside(data);
    LocalProcesses.signal("KILL", remains);
    if (!Await.within(Duration.ofSeconds(10), () -> LocalProcesses.inside(data).isEmpty())) {
      throw new ProviderTrouble("processes of " + data + " do not die: " + remains);
    }
    try {
      Files.deleteIfExists(data.resolve("postmaster.pid"));
    } catch (IOException e) {
      throw new ProviderTrouble("cannot remove a stale postmaster.pid in " + data, e);
    }
  }

  private void halt(String signal, Duration patience) {
    PidFile now = PidFile.read(data);
    if (now.pid() > 0 && LocalProcesses.alive(now.pid(), data)) {
      LocalProcesses.signal(signal, List.of(now.pid()));
      if (Await.within(patience, () -> LocalProcesses.inside(data).isEmpty())) {
        return;
      }
    }
    clearRemains();
  }

  private static boolean fits(Path folder) {
    return folder.toString().length() <= LONGEST_SOCKET_FOLDER;
  }

  private static String secret() {
    byte[] random = new byte[24];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new ProviderTrouble("cannot read " + file, e);
    }
  }

  static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new ProviderTrouble("cannot delete " + folder, e);
    }
  }
}
