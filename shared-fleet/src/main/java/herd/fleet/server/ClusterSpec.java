package herd.fleet.server;

import herd.fleet.provider.Machine;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a server's cluster is made.
 *
 * @param name the server's id: the common name of its certificate
 * @param address where customers reach it: in the certificate's alternative names
 * @param listen what Postgres listens on: {@code *}, or one address
 * @param maxConnections all slots; the sum of the tenants' limits and the reserve must fit (SAFETY
 *     19)
 * @param reservedConnections slots only Herd's superuser gets
 * @param memoryMb the machine's, in MiB
 * @param extensions those a customer may create
 * @param major the major version of Postgres; empty for the server's usual one. A cluster that is
 *     there already stays what it is
 */
public record ClusterSpec(
    String name,
    String address,
    String listen,
    int port,
    int maxConnections,
    int reservedConnections,
    int memoryMb,
    List<String> extensions,
    Optional<Integer> major) {
  /**
   * Contrib's trusted extensions that touch nothing outside their database. Not among them though
   * trusted: none runs with more rights than the customer's own. Those that reach other servers or
   * files (dblink, postgres_fdw, file_fdw, adminpack) are not trusted by Postgres itself.
   */
  public static final List<String> EXTENSIONS =
      List.of(
          "btree_gin",
          "btree_gist",
          "citext",
          "cube",
          "dict_int",
          "fuzzystrmatch",
          "hstore",
          "intarray",
          "isn",
          "lo",
          "ltree",
          "pg_stat_statements",
          "pg_trgm",
          "pgcrypto",
          "plpgsql",
          "seg",
          "tablefunc",
          "tcn",
          "tsm_system_rows",
          "tsm_system_time",
          "unaccent",
          "uuid-ossp");

  /** For a machine as its provider describes it. */
  public static ClusterSpec of(Machine machine, int maxConnections) {
    boolean loopback = machine.address().startsWith("127.");
    return new ClusterSpec(
        machine.providerId(),
        machine.address(),
        loopback ? machine.address() : "*",
        machine.postgresPort(),
        maxConnections,
        10,
        machine.memoryMb(),
        EXTENSIONS,
        Optional.empty());
  }

  public ClusterSpec withMajor(Optional<Integer> wanted) {
    return new ClusterSpec(
        name,
        address,
        listen,
        port,
        maxConnections,
        reservedConnections,
        memoryMb,
        extensions,
        wanted);
  }

  /** What the scripts that write a configuration expect. */
  public Map<String, String> arguments() {
    Map<String, String> arguments = new HashMap<>();
    arguments.put("MAJOR", major.map(String::valueOf).orElse(""));
    arguments.putAll(settings());
    return arguments;
  }

  private Map<String, String> settings() {
    boolean numeric = address.matches("[0-9.]+|.*:.*");
    return Map.of(
        "CERTIFICATE_NAME", name,
        "CERTIFICATE_NAMES", (numeric ? "IP:" : "DNS:") + address,
        "LISTEN", listen,
        "PORT", Integer.toString(port),
        "MAX_CONNECTIONS", Integer.toString(maxConnections),
        "RESERVED_CONNECTIONS", Integer.toString(reservedConnections),
        "EXTENSIONS", String.join(",", extensions),
        "SHARED_BUFFERS_MB", Integer.toString(Math.max(16, memoryMb / 8)),
        "CACHE_MB", Integer.toString(Math.max(32, memoryMb / 2)),
        "MAINTENANCE_MB", Integer.toString(Math.clamp(memoryMb / 16, 16, 512)));
  }
}
