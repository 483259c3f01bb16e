package herd.simulator;

import java.util.UUID;

/** Somebody with an account on the marketplace, who sees only apps and add-ons of their own. */
public record Customer(String email, String token) {
  /** The account's id: the same for the same address in every run. */
  public static UUID idOf(String email) {
    return StableId.of("user", email);
  }

  @Override
  public String toString() {
    return "Customer[" + email + "]";
  }
}
