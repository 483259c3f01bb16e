package herd.simulator.state;

import java.time.Instant;
import java.util.UUID;

/** A customer's token that a log-in made. */
public record Authorization(
    UUID id, String token, String email, String description, Instant createdAt) {
  @Override
  public String toString() {
    return "Authorization[" + email + " " + id + "]";
  }
}
