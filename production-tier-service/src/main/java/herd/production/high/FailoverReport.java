package herd.production.high;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonRawValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of one failover. Times are the control plane's, in ISO 8601.
 *
 * @param story what was confirmed, in a sentence
 * @param askedBy who asked for it, when it was a switchover; with his reason
 * @param outageSeconds from the last look at which the old leader committed to the moment the new
 *     one was the leader by the books; empty while that has not come
 * @param outages the same for each kind of client
 * @param receipt {@code MUTE} or {@code STOPPED}; with who gave it and at which positions
 * @param switchPosition where the new timeline leaves the old
 * @param lostCommits counted in the old leader's own WAL, Herd's looks left out; 0 also when it was
 *     stopped in order and the new leader had its last record; empty while unknown, and for good
 *     when its server was lost before: {@code couldNotFollow} says so then
 * @param outcome what became of the old leader: {@code REJOINED}, {@code ABANDONED}, or {@code
 *     GIVEN_UP} when nothing was promoted
 * @param couldNotFollow to the new leader; empty when nobody was promoted
 */
record FailoverReport(
    long id,
    @JsonProperty("resource_id") String resource,
    @JsonProperty("old_leader") String oldLeader,
    @JsonProperty("new_leader") String newLeader,
    @Nullable String story,
    @JsonProperty("asked_by") @Nullable String askedBy,
    @JsonProperty("asked_why") @Nullable String askedWhy,
    @JsonProperty("began_at") String beganAt,
    @JsonProperty("outage_seconds") @Nullable Double outageSeconds,
    Outages outages,
    @Nullable String receipt,
    @JsonProperty("receipt_why") @Nullable String receiptWhy,
    @JsonProperty("receipt_at") @Nullable String receiptAt,
    @JsonProperty("stopped_at") @Nullable String stoppedAt,
    @JsonProperty("promoted_at") @Nullable String promotedAt,
    @JsonProperty("new_timeline") @Nullable Integer newTimeline,
    @JsonProperty("switch_position") @Nullable String switchPosition,
    @JsonProperty("lost_commits") @Nullable Long lostCommits,
    @Nullable String outcome,
    @JsonProperty("could_not_follow") List<CouldNotFollow> couldNotFollow,
    List<Step> steps,
    List<Saw> looks) {

  /**
   * Seconds from the last look at which the old leader committed until a client of each kind could
   * find the new one; empty while it cannot. What its app takes to start again with a new config
   * var comes on top.
   *
   * @param severalHosts a URL that names both servers: until the standby was promoted
   * @param configVar a URL of one server: until the platform had the new one
   * @param pool the pool's URL: until the platform had the new one; empty without a pool
   */
  record Outages(
      @JsonProperty("several_hosts") @Nullable Double severalHosts,
      @JsonProperty("config_var") @Nullable Double configVar,
      @Nullable Double pool) {}

  /** One transition of the pair. */
  record Step(String at, String from, String to, String why, String vantage) {}

  /** One look shortly before or during it. */
  record Saw(String at, String vantage, String outcome, @JsonRawValue @Nullable String facts) {}
}
