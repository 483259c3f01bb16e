package herd.production.high;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.util.Optional;

/**
 * What one look learnt of a pair, as it stands in the observation. Positions and distances in
 * bytes.
 *
 * @param redoDistance what the leader would have to replay after a crash
 * @param standby the outcome of the look at the standby
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

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  String json() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("could not write a pair's facts", e);
    }
  }

  /** Empty for a text of another make. */
  static Optional<PairFacts> read(String json) {
    try {
      return Optional.of(JSON.readValue(json, PairFacts.class));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
