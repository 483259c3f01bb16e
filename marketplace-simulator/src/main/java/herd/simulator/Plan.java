package herd.simulator;

import java.util.UUID;

/**
 * A plan of the add-on as customers see it. Plans live with the marketplace, not in the manifest.
 *
 * @param name without the slug: {@code essential-0}
 * @param cents the price of a month
 */
public record Plan(String name, String humanName, int cents) {
  /** The same for the same name in every run. */
  public UUID id() {
    return StableId.of("plan", name);
  }
}
