package herd.fleet.server;

import herd.fleet.act.Answer;
import java.util.Optional;

/**
 * What one pass over a server said.
 *
 * @param bootId changes with every boot
 * @param uptimeSeconds since the boot
 * @param diskUsedBytes of the disk that holds Herd's folder
 * @param memoryBytes all of it
 * @param load the average of the last minute
 * @param collations the libraries that sort text, such as {@code glibc 2.36 icu 72.1}; empty while
 *     no postmaster runs
 * @param volume whether one synced write came back: {@code writes}, {@code refuses}, {@code stuck}
 * @param fenceGeneration the highest control-plane generation in its fence files; 0 for none
 * @param postmasterPid the living postmaster of this server's cluster
 * @param postmasterStatus what it says of itself: ready, starting, standby, stopping
 * @param systemIdentifier empty when there is no cluster
 * @param clusterState pg_control's: {@code in production}, {@code shut down} …
 * @param pooler whether a connection pooler is installed; empty when it was not said
 */
public record ServerFacts(
    String bootId,
    long uptimeSeconds,
    long diskUsedBytes,
    long diskSizeBytes,
    long memoryBytes,
    long memoryAvailableBytes,
    double load,
    int fenceGeneration,
    Optional<Long> postmasterPid,
    Optional<String> postmasterStatus,
    Optional<String> systemIdentifier,
    Optional<String> clusterState,
    Optional<String> postgresVersion,
    Optional<String> collations,
    Optional<String> volume,
    Optional<Boolean> pooler) {

  /** Of what serves its cluster. */
  public Optional<Integer> postgresMajor() {
    return postgresVersion.map(version -> Integer.parseInt(version.replaceFirst("[^0-9].*", "")));
  }

  static ServerFacts from(Answer answer) {
    return new ServerFacts(
        answer.need("boot_id"),
        Long.parseLong(answer.need("uptime_seconds")),
        Long.parseLong(answer.need("disk_used_bytes")),
        Long.parseLong(answer.need("disk_size_bytes")),
        Long.parseLong(answer.need("memory_bytes")),
        Long.parseLong(answer.need("memory_available_bytes")),
        Double.parseDouble(answer.need("load")),
        Integer.parseInt(answer.need("fence_generation")),
        answer.value("postmaster_pid").map(Long::parseLong),
        answer.value("postmaster_status"),
        answer.value("system_identifier"),
        answer.value("cluster_state"),
        answer.value("postgres_version"),
        answer.value("collations"),
        answer.value("volume"),
        answer.value("pooler").map("yes"::equals));
  }
}
