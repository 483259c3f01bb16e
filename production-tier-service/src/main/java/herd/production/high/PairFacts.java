package herd.production.high;

import com.fasterxml.jackson.annotation.JsonInclude;
import herd.tier.FactsText;
import java.util.Optional;

/**
 * What one look learnt of a pair, as it stands in the observation. Positions and distances in
 * bytes.
 *
 * @param redoDistance what the leader would have to replay after a crash
 * @param standby how it looked
 * @param lag how far the standby's synced WAL is behind the leader's
 * @param replayBehind how much of what the standby has received it has not replayed yet
 * @param heardMillis since the standby last heard its leader
 * @param host what the leader's server said of Postgres over SSH: alive, dead, or the outcome
 * @param machine what the provider said of the leader's machine
 * @param heardByStandby whether the leader answers a call from the standby's host
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
record PairFacts(
    String detail,
    Optional<Integer> timeline,
    Optional<Long> written,
    Optional<Long> redoDistance,
    Optional<String> standby,
    Optional<Long> lag,
    Optional<Long> replayBehind,
    Optional<Long> heardMillis,
    Optional<String> host,
    Optional<String> machine,
    Optional<Boolean> heardByStandby) {

  String json() {
    return FactsText.of(this);
  }

  static Optional<PairFacts> read(String json) {
    return FactsText.read(json, PairFacts.class);
  }
}
