package herd.tier.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import herd.fleet.tenant.LockTable;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/**
 * What a look learnt of a server, as it stands in the observation. Sizes in bytes, times in
 * seconds.
 *
 * @param ssh ok, or the outcome of asking its SSH endpoint
 * @param detail what Postgres said, in one safe line
 * @param databases how many of Herd's naming there are
 * @param roles likewise
 * @param names of both, when they have changed, and in one look in ten minutes
 * @param collations the libraries that sort text
 * @param volume whether one synced write came back: writes, refuses or stuck
 * @param commits commits, or why it does not; when that was asked
 * @param pooler whether PgBouncer is installed on it
 * @param certificateUntil when the certificate ends that Postgres showed in this look
 * @param idleSlots replication slots that nobody streams through
 * @param slotBytes the most WAL that is kept for one slot
 * @param lockHogs while the lock table fills, the sessions to be ended for it, as far as they were
 *     seen
 * @param strangers see {@link ServerSeen}
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record ServerFactsText(
    String detail,
    Optional<String> ssh,
    Optional<String> address,
    Optional<String> providerId,
    Optional<String> zone,
    Optional<Long> uptimeSeconds,
    Optional<Long> diskUsedBytes,
    Optional<Long> diskSizeBytes,
    Optional<Long> memoryBytes,
    Optional<Long> memoryAvailableBytes,
    Optional<Double> load,
    Optional<String> postgresVersion,
    Optional<String> systemIdentifier,
    Optional<Boolean> postmasterRuns,
    Optional<Integer> connections,
    Optional<Integer> maxConnections,
    Optional<Integer> databases,
    Optional<Integer> roles,
    Optional<Inventory.Names> names,
    Optional<String> collations,
    Optional<String> volume,
    Optional<String> commits,
    Optional<Boolean> pooler,
    Optional<String> certificateUntil,
    Optional<SortedSet<String>> idleSlots,
    Optional<Long> slotBytes,
    Optional<List<LockTable.Holder>> lockHogs,
    Optional<SortedSet<String>> strangers) {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  public String json() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("could not write a server's facts", e);
    }
  }

  /** Empty for a text of another make. */
  public static Optional<ServerFactsText> read(String json) {
    try {
      return Optional.of(JSON.readValue(json, ServerFactsText.class));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
