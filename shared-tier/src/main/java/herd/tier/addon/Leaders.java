package herd.tier.addon;

import herd.service.http.ApiError;
import herd.tier.data.Database;
import herd.tier.data.Databases;
import herd.tier.generated.tables.records.ResourceRecord;
import herd.tier.plan.Plan;
import herd.tier.resource.Resources;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.UUID;

/**
 * Which database a new one is to follow (option {@code follow}): the add-on's uuid, which the
 * platform puts in the place of the customer's name for it, or the database's URL, whose password
 * says who asks.
 */
final class Leaders {

  private final Resources resources;
  private final Databases databases;

  Leaders(Resources resources, Databases databases) {
    this.resources = resources;
    this.databases = databases;
  }

  /**
   * @throws ApiError 422 that says why it cannot be followed
   */
  UUID of(String given, Plan plan, String region) {
    if (!resources.followers()) {
      throw ApiError.invalid("Databases of this plan cannot follow another database.");
    }
    ResourceRecord leader =
        (given.contains("://") ? byUrl(given) : byId(given))
            .filter(row -> row.getDeprovisionedAt() == null)
            .orElseThrow(() ->
                ApiError.invalid(
                    "There is no such database to follow among those of this tier's plans."));
    Optional<String> whyNot = resources.whyNotFollow(leader);
    if (whyNot.isPresent()) {
      throw ApiError.invalid(whyNot.get());
    }
    Optional<Database> database = databases.living(leader.getId());
    if (database.filter(Database::up).isEmpty()) {
      throw ApiError.invalid("The database to follow is not available yet; wait for it first.");
    }
    if (!leader.getRegion().equals(region)) {
      throw ApiError.invalid(
          "The database to follow is in region %s; a follower is made in the same one."
              .formatted(leader.getRegion()));
    }
    if (database.get().larger(plan)) {
      throw ApiError.invalid("The database to follow is larger than this plan allows.");
    }
    return leader.getId();
  }

  private Optional<ResourceRecord> byId(String given) {
    try {
      return resources.find(UUID.fromString(given));
    } catch (IllegalArgumentException e) {
      throw ApiError.invalid("Option 'follow' must be a database's URL or its add-on's id.");
    }
  }

  private Optional<ResourceRecord> byUrl(String given) {
    try {
      return resources.findByUrl(new URI(given));
    } catch (URISyntaxException e) {
      // Not repeated: it may hold a password.
      throw ApiError.invalid("Option 'follow' is not a database's URL.");
    }
  }
}
