package herd.tier;

import herd.tier.plan.Plan;
import herd.tier.plan.Plans;
import java.util.Locale;
import java.util.Set;

/**
 * What distinguishes one tier from another, as far as the shared parts must know.
 *
 * @param service the service's name, such as starter-tier
 * @param slug the add-on's name at the marketplace, and the user of its Basic credentials
 * @param advice what to tell a customer who asks for a plan of another tier
 * @param features what of the data API it offers; the rest answers one common refusal
 * @param grading how much of a server one database of a plan takes up
 */
public record Tier(
    String service,
    String slug,
    Plans plans,
    String advice,
    Set<Feature> features,
    Grading grading) {

  /** The config var that holds a database's URL, before the platform renames it for an app. */
  public String configVar() {
    return slug.toUpperCase(Locale.ROOT).replace('-', '_') + "_URL";
  }

  /** Enough for any of its plans. */
  public Room largestRoom() {
    return plans.names().stream()
        .map(name -> grading.roomFor(plans.get(name)))
        .reduce(new Room(0, 0), Room::atLeast);
  }

  /** Parts of the data API a tier may or may not offer. */
  public enum Feature {
    RESET,
    CONNECTION_RESET,
    CREDENTIALS
  }

  /** The room one database of a plan reserves on its server. */
  public record Room(long bytes, int connections) {
    Room atLeast(Room other) {
      return new Room(Math.max(bytes, other.bytes), Math.max(connections, other.connections));
    }
  }

  /** How much room a plan reserves. */
  @FunctionalInterface
  public interface Grading {
    Room roomFor(Plan plan);
  }
}
