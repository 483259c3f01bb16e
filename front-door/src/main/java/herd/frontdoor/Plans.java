package herd.frontdoor;

import java.util.List;
import java.util.Optional;

/** Which tier serves a plan: by the first part of its name, so that a tier can add sizes. */
final class Plans {

  // The owners' names in the control plane: a service's database role without "herd_".
  static final String STARTER = "starter-tier";
  static final String PRODUCTION = "production-tier";

  private record Family(String plan, String tier) {
    boolean has(String name) {
      return plan.endsWith("-") ? name.startsWith(plan) : name.equals(plan);
    }
  }

  /** {@code test} is what kensa provisions; it must always be taken. */
  private static final List<Family> FAMILIES =
      List.of(
          new Family("mini", STARTER),
          new Family("essential-", STARTER),
          new Family("test", STARTER),
          new Family("standard-", PRODUCTION),
          new Family("premium-", PRODUCTION));

  private Plans() {}

  static Optional<String> tierOf(String plan) {
    return FAMILIES.stream().filter(f -> f.has(plan)).map(Family::tier).findFirst();
  }
}
