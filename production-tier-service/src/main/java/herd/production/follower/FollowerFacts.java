package herd.production.follower;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.util.Optional;

/**
 * What a look at a follower saw, as it stands in the observation.
 *
 * @param behindBytes WAL of its leader that it has not replayed
 * @param behindMillis how old the last replayed commit is, while anything waits to be replayed
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
record FollowerFacts(
    String detail,
    Optional<Integer> timeline,
    Optional<Long> behindBytes,
    Optional<Long> behindMillis) {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  String json() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("could not write a follower's facts", e);
    }
  }

  /** Empty for a text of another make. */
  static Optional<FollowerFacts> read(String json) {
    try {
      return Optional.of(JSON.readValue(json, FollowerFacts.class));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
