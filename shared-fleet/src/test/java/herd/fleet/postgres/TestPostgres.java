package herd.fleet.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import herd.fleet.local.Binaries;
import herd.fleet.local.LocalPostgres;
import herd.fleet.local.RunAs;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** A local Postgres that speaks TLS with a P-256 certificate, for one test class to ill-treat. */
final class TestPostgres implements AutoCloseable {

  private final Path folder;
  private final Binaries binaries = Binaries.find(System.getenv());
  private final Map<String, String> settings = new HashMap<>();
  private LocalPostgres server;

  TestPostgres(Map<String, String> more) {
    try {
      folder = Files.createTempDirectory("herd-pg");
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    makeCertificate("server");
    makeCertificate("stranger");
    settings.put("fsync", "off");
    settings.put("max_connections", "20");
    settings.put("ssl", "on");
    settings.put("ssl_cert_file", folder.resolve("server.crt").toString());
    settings.put("ssl_key_file", folder.resolve("server.key").toString());
    settings.putAll(more);
    server = started(0);
  }

  int port() {
    return server.port();
  }

  long pid() {
    return server.pid();
  }

  String certificate() {
    return read(folder.resolve("server.crt"));
  }

  /** A certificate this server does not have. */
  String strangersCertificate() {
    return read(folder.resolve("stranger.crt"));
  }

  void stop() {
    server.stop();
  }

  void startAsStandby() {
    try {
      Files.createFile(folder.resolve("data/standby.signal"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server = started(server.port());
  }

  /** Runs SQL as the superuser and returns what psql prints. */
  String sql(String sql) {
    return run(
            Map.of("PGPASSWORD", server.password()),
            binaries.postgres("psql"),
            "-XqAt",
            "-v",
            "ON_ERROR_STOP=1",
            "-h",
            server.host(),
            "-p",
            "" + server.port(),
            "-U",
            server.superuser(),
            "-d",
            "postgres",
            "-c",
            sql)
        .strip();
  }

  static void signal(String name, long pid) {
    run(Map.of(), "sh", "-c", "kill -%s %d".formatted(name, pid));
  }

  static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited long enough").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  @Override
  public void close() {
    server.stop();
    try (Stream<Path> all = Files.walk(folder)) {
      all.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private LocalPostgres started(int port) {
    return LocalPostgres.start(folder, binaries, port, RunAs.here(System.getenv()), settings);
  }

  private void makeCertificate(String name) {
    String file = folder.resolve(name).toString();
    run(
        Map.of(),
        ("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
                + " -subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout "
                + (file + ".key -out " + file + ".crt"))
            .split(" "));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String run(Map<String, String> environment, String... command) {
    ProcessBuilder builder = new ProcessBuilder(List.of(command)).redirectErrorStream(true);
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(output).isZero();
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
