package herd.fleet.local;

import herd.fleet.provider.ProviderTrouble;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The programs of this machine that local servers are made of.
 *
 * @param postgres the folder that holds initdb, postgres, psql and pg_controldata
 * @param sshd OpenSSH's server, when this machine has one
 * @param pgbouncer where PgBouncer is to be looked for, when that is not Debian's place
 */
public record Binaries(Path postgres, Optional<Sshd> sshd, Optional<Path> pgbouncer) {
  /** Debian's /usr/lib/postgresql/15/bin, and /usr/pgsql-15/bin; no other number is a version. */
  private static final Pattern BY_VERSION =
      Pattern.compile("(.*/(?:postgresql/|pgsql-))([0-9]{2})(/bin)");

  /** What Herd's own SQL needs, and more than there will be for long. */
  private static final int OLDEST = 13;

  private static final int NEWEST = 99;

  private static final List<String> NEEDED =
      List.of("initdb", "postgres", "pg_ctl", "psql", "pg_controldata");

  /**
   * OpenSSH's server program.
   *
   * @param program its absolute path
   * @param libraries where its libraries are, when it was unpacked rather than installed
   */
  public record Sshd(Path program, Optional<Path> libraries) {
    /**
     * What later versions run for each login (9.8 and 10.0), with the setting that says where it
     * is.
     */
    static final Map<String, String> PARTS =
        Map.of("sshd-session", "SshdSessionPath", "sshd-auth", "SshdAuthPath");

    /** Beside the listener, where an unpacked one has it, or where Debian installs it. */
    Optional<Path> part(String name) {
      return Stream.of(program.resolveSibling(name), Path.of("/usr/lib/openssh", name))
          .filter(Files::isExecutable)
          .findFirst();
    }
  }

  /**
   * Looks in {@code HERD_POSTGRES_BIN}, on the PATH and in Debian's folders (newest first) for
   * Postgres, and in {@code HERD_SSHD} (with {@code HERD_SSHD_LIBRARY_PATH}), /usr/sbin and the
   * launcher's cache for sshd. {@code HERD_PGBOUNCER} names the program itself.
   *
   * @throws ProviderTrouble when there is no complete set of Postgres programs
   */
  public static Binaries find(Map<String, String> env) {
    Path postgres =
        postgresFolders(env).stream()
            .filter(Binaries::complete)
            .findFirst()
            .orElseThrow(() ->
                new ProviderTrouble(
                    "no PostgreSQL server and client programs found: install postgresql, or set HERD_POSTGRES_BIN to the folder with initdb, postgres and psql"));
    return new Binaries(postgres, findSshd(env), named(env, "HERD_PGBOUNCER"));
  }

  /** The server program, or advice. */
  public Sshd needSshd() {
    return sshd.orElseThrow(() ->
        new ProviderTrouble(
            "no sshd found: install openssh-server, or run launcher/fetch-sshd DIR and set HERD_SSHD=DIR/sbin/sshd"));
  }

  /**
   * The same with the Postgres programs that serve a cluster which is there already: those of its
   * own major version, whatever was installed since. Their folder differs from the others' in its
   * last number only.
   */
  Binaries serving(Path data) {
    Path version = data.resolve("PG_VERSION");
    if (!Files.exists(version)) {
      return this;
    }
    try {
      String major = Files.readString(version).strip();
      return folderOf(major).map(folder -> new Binaries(folder, sshd, pgbouncer)).orElse(this);
    } catch (IOException e) {
      throw new ProviderTrouble("cannot read " + version, e);
    }
  }

  /** The major versions of Postgres that are installed beside each other, the usual one first. */
  public List<Integer> versions() {
    Matcher usual = BY_VERSION.matcher(postgres.toString());
    if (!usual.matches()) {
      return List.of();
    }
    List<Integer> versions = new ArrayList<>(List.of(Integer.parseInt(usual.group(2))));
    IntStream.iterate(NEWEST, major -> major >= OLDEST, major -> major - 1)
        .filter(major -> !versions.contains(major))
        .filter(major -> folderOf(Integer.toString(major)).filter(this::upgrades).isPresent())
        .forEach(versions::add);
    return versions;
  }

  private boolean upgrades(Path folder) {
    return complete(folder) && Files.isExecutable(folder.resolve("pg_upgrade"));
  }

  private Optional<Path> folderOf(String major) {
    Matcher usual = BY_VERSION.matcher(postgres.toString());
    return usual.matches()
        ? Optional.of(Path.of(usual.group(1) + major + usual.group(3)))
            .filter(folder -> Files.isExecutable(folder.resolve("postgres")))
        : Optional.empty();
  }

  /** One Postgres program's path. */
  public String postgres(String program) {
    return postgres.resolve(program).toString();
  }

  private static List<Path> postgresFolders(Map<String, String> env) {
    Optional<Path> chosen = named(env, "HERD_POSTGRES_BIN");
    if (chosen.isPresent()) {
      return List.of(chosen.get());
    }
    List<Path> folders = new ArrayList<>(debianFolders());
    for (String folder : env.getOrDefault("PATH", "").split(":")) {
      // /usr/bin's are Debian's wrappers, which choose a cluster of their own; they come last.
      if (!folder.isBlank()) {
        folders.add(Path.of(folder).toAbsolutePath());
      }
    }
    return folders;
  }

  private static List<Path> debianFolders() {
    Path root = Path.of("/usr/lib/postgresql");
    List<Path> versions = new ArrayList<>();
    if (Files.isDirectory(root)) {
      try (DirectoryStream<Path> found = Files.newDirectoryStream(root, "[0-9]*")) {
        found.forEach(versions::add);
      } catch (IOException e) {
        throw new ProviderTrouble("cannot list " + root, e);
      }
    }
    Comparator<Path> byVersion =
        Comparator.comparingDouble(path -> Double.parseDouble(path.getFileName().toString()));
    versions.sort(byVersion.reversed());
    return versions.stream().map(version -> version.resolve("bin")).toList();
  }

  private static boolean complete(Path folder) {
    return NEEDED.stream().allMatch(program -> Files.isExecutable(folder.resolve(program)));
  }

  private static Optional<Sshd> findSshd(Map<String, String> env) {
    List<Path> candidates = new ArrayList<>();
    named(env, "HERD_SSHD").ifPresent(candidates::add);
    candidates.add(Path.of("/usr/sbin/sshd"));
    candidates.add(cache(env).resolve("sbin/sshd"));
    return candidates.stream()
        .filter(Files::isExecutable)
        .findFirst()
        .map(program -> new Sshd(program, libraries(env, program)));
  }

  /** Where launcher/fetch-sshd puts an unpacked sshd when nobody names another place. */
  static Path cache(Map<String, String> env) {
    String home = env.getOrDefault("HOME", System.getProperty("user.home"));
    return Path.of(env.getOrDefault("XDG_CACHE_HOME", home + "/.cache"), "herd", "sshd");
  }

  private static Optional<Path> libraries(Map<String, String> env, Path program) {
    Path beside = program.resolveSibling("../lib").normalize();
    return named(env, "HERD_SSHD_LIBRARY_PATH")
        .or(() -> Optional.of(beside).filter(lib -> Files.exists(lib.resolve("libwrap.so.0"))));
  }

  private static Optional<Path> named(Map<String, String> env, String variable) {
    return Optional.ofNullable(env.get(variable))
        .filter(value -> !value.isBlank())
        .map(value -> Path.of(value).toAbsolutePath());
  }
}
