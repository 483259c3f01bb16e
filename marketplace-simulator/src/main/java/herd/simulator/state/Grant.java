package herd.simulator.state;

import java.time.Instant;
import java.util.UUID;

/** A code the provider may exchange once for access to one add-on. */
public record Grant(String code, UUID addon, Instant expiresAt, boolean used) {
  public Grant spent() {
    return new Grant(code, addon, expiresAt, true);
  }

  @Override
  public String toString() {
    return "Grant[" + addon + "]";
  }
}
