package herd.tier.resource;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import herd.tier.FactsText;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a look learnt of a resource, as it stands in the observation, where the customer's data API
 * reads it.
 *
 * @param bytes size of the database on disk
 * @param rows rows of all the customer's tables, as the statistics last saw them
 * @param writingUntil when writing will be suspended, while a database over its limit has its grace
 * @param frozenAge transactions since the oldest rows were frozen; at two thousand millions
 *     Postgres takes no more of them
 * @param sessions of each login, while one takes another's place
 * @param weakerCommits roles and databases whose commits do not wait for the standby, because they
 *     set {@code synchronous_commit} weaker, each as {@code role r in database d: off} (SAFETY 9)
 * @param detail what Postgres said, in one safe line
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record ResourceFacts(
    String detail,
    Optional<Long> bytes,
    Optional<Long> rows,
    Optional<Long> tables,
    Optional<Integer> connections,
    @JsonProperty("oldest_transaction_seconds") Optional<Long> oldestTransactionSeconds,
    @JsonProperty("postgres_version") Optional<String> postgresVersion,
    @JsonProperty("frozen_age") Optional<Long> frozenAge,
    @JsonProperty("writing_until") Optional<String> writingUntil,
    Optional<Map<String, Integer>> sessions,
    @JsonProperty("weaker_commits") Optional<List<String>> weakerCommits) {

  public static ResourceFacts none(String detail) {
    return new ResourceFacts(
        detail,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** The same of a database over its limit, whose grace ends then. */
  public ResourceFacts writingUntil(Optional<String> end) {
    return new ResourceFacts(
        detail,
        bytes,
        rows,
        tables,
        connections,
        oldestTransactionSeconds,
        postgresVersion,
        frozenAge,
        end,
        sessions,
        weakerCommits);
  }

  /** The same with the sessions of each login. */
  public ResourceFacts sessions(Map<String, Integer> byLogin) {
    return new ResourceFacts(
        detail,
        bytes,
        rows,
        tables,
        connections,
        oldestTransactionSeconds,
        postgresVersion,
        frozenAge,
        writingUntil,
        Optional.of(byLogin),
        weakerCommits);
  }

  /** The same with whose commits do not wait for the standby. */
  public ResourceFacts weakerCommits(List<String> whose) {
    return new ResourceFacts(
        detail,
        bytes,
        rows,
        tables,
        connections,
        oldestTransactionSeconds,
        postgresVersion,
        frozenAge,
        writingUntil,
        sessions,
        Optional.of(whose));
  }

  public String json() {
    return FactsText.of(this);
  }
}
