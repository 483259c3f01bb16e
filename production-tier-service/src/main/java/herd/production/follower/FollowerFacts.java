package herd.production.follower;

import com.fasterxml.jackson.annotation.JsonInclude;
import herd.tier.FactsText;
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

  String json() {
    return FactsText.of(this);
  }

  static Optional<FollowerFacts> read(String json) {
    return FactsText.read(json, FollowerFacts.class);
  }
}
