package herd.simulator.state;

import java.time.Instant;
import java.util.UUID;

/** The provider's right to one add-on, for some hours. Outlives the add-on, to say "gone". */
public record AccessToken(String token, UUID addon, Instant expiresAt) {
  @Override
  public String toString() {
    return "AccessToken[" + addon + "]";
  }
}
