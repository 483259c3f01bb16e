package herd.fleet.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * A real Postgres for one test class: its own cluster in a temporary folder, TLS with a P-256
 * certificate, SCRAM for everyone over TCP. Run by root, the server becomes the user {@code
 * postgres}; run by anyone else it is theirs.
 */
final class TestPostgres implements AutoCloseable {

  private final Path binaries = binaries();
  private final Path folder;
  private final int port = freePort();
  private Process server;

  TestPostgres(String... settings) {
    try {
      folder = Files.createTempDirectory("herd-pg");
      if (root()) {
        run(List.of("chown", "postgres", folder.toString()));
      }
      run(asServer(bin("initdb"), "-D", data(), "-A", "trust", "-U", "postgres", "--no-sync"));
      certificate("server", "localhost");
      write("pg_hba.conf", "local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n");
      append(
          "postgresql.conf",
          "port=%d%nlisten_addresses='127.0.0.1'%nunix_socket_directories='%s'%nfsync=off%n"
                  .formatted(port, folder)
              + "ssl=on\nssl_cert_file='server.crt'\nssl_key_file='server.key'\nmax_connections=20\n"
              + String.join("\n", settings)
              + "\n");
      server = spawn();
      await(() -> ready() == 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return port;
  }

  long pid() {
    return server.pid();
  }

  String certificate() {
    return read("server.crt");
  }

  /** Another certificate this server does not have. */
  String strangersCertificate() {
    certificate("stranger", "localhost");
    return read("stranger.crt");
  }

  Path data(String name) {
    return folder.resolve("data").resolve(name);
  }

  void start() {
    startUnawaited();
    await(() -> ready() == 0);
  }

  /** Starts without waiting until it answers. */
  void startUnawaited() {
    server = spawn();
  }

  private Process spawn() {
    try {
      return new ProcessBuilder(asServer(bin("postgres"), "-D", data()))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What pg_isready says: 0 accepting, 1 rejecting, 2 no answer. */
  int ready() {
    return code(List.of(bin("pg_isready"), "-q", "-h", folder.toString(), "-p", "" + port));
  }

  void stop() {
    signal("INT", server.pid());
    try {
      if (!server.waitFor(20, TimeUnit.SECONDS)) {
        server.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      server.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** Runs SQL as the superuser and returns what psql prints. */
  String sql(String sql) {
    return run(List.of(
            bin("psql"),
            "-X",
            "-q",
            "-A",
            "-t",
            "-v",
            "ON_ERROR_STOP=1",
            "-h",
            folder.toString(),
            "-p",
            "" + port,
            "-U",
            "postgres",
            "-d",
            "postgres",
            "-c",
            sql))
        .strip();
  }

  static void signal(String name, long pid) {
    run(List.of("kill", "-" + name, Long.toString(pid)));
  }

  static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited long enough").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  void write(String name, String text) {
    try {
      Files.writeString(data(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void append(String name, String text) {
    write(name, read(name) + text);
  }

  @Override
  public void close() {
    if (server.isAlive()) {
      signal("CONT", server.pid());
      stop();
    }
    try (Stream<Path> all = Files.walk(folder)) {
      all.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void certificate(String name, String subject) {
    run(
        asServer(
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=" + subject,
            "-addext",
            "subjectAltName=DNS:" + subject,
            "-keyout",
            data(name + ".key").toString(),
            "-out",
            data(name + ".crt").toString()));
    run(List.of("chmod", "600", data(name + ".key").toString()));
  }

  private String read(String name) {
    try {
      return Files.readString(data(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String data() {
    return folder.resolve("data").toString();
  }

  private String bin(String name) {
    return binaries.resolve(name).toString();
  }

  private static Path binaries() {
    String chosen = System.getenv("HERD_POSTGRES_BIN");
    List<Path> places = new ArrayList<>();
    if (chosen != null) {
      places.add(Path.of(chosen));
    }
    try (Stream<Path> installed = Files.list(Path.of("/usr/lib/postgresql"))) {
      installed
          .sorted(
              Comparator.comparingInt((Path p) -> Integer.parseInt(p.getFileName().toString()))
                  .reversed())
          .forEach(version -> places.add(version.resolve("bin")));
    } catch (IOException notDebian) {
      assertThat(notDebian).isInstanceOf(java.nio.file.NoSuchFileException.class);
    }
    Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .map(Path::of)
        .forEach(places::add);
    return places.stream()
        .filter(place -> Files.isExecutable(place.resolve("initdb")))
        .findFirst()
        .orElseThrow(
            () -> new AssertionError("no PostgreSQL server binaries found; set HERD_POSTGRES_BIN"));
  }

  private static boolean root() {
    return System.getProperty("user.name").equals("root");
  }

  private static List<String> asServer(String... command) {
    List<String> all = new ArrayList<>();
    if (root()) {
      all.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--"));
    }
    all.addAll(List.of(command));
    return all;
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int code(List<String> command) {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String run(List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command).directory(new File("/tmp")).redirectErrorStream(true).start();
      String output =
          new String(
              process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(output).isZero();
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
