package herd.tier.data;

import com.fasterxml.jackson.databind.JsonNode;
import herd.service.http.ApiError;
import herd.service.http.JsonBody;
import herd.tier.generated.tables.records.ResourceRecord;
import herd.tier.resource.Resources;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.ToIntFunction;

/**
 * What the customer may want done to a database: the wish is recorded, and its outcome awaited for
 * a moment.
 */
final class Wishes {

  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final Resources resources;
  private final Set<String> extensions;

  /**
   * @param extensions those a customer may have
   */
  Wishes(Resources resources, Set<String> extensions) {
    this.resources = resources;
    this.extensions = new TreeSet<>(extensions);
  }

  void reset(Context ctx, Database database) {
    List<String> wanted = wanted(JsonBody.ofOptional(ctx));
    database.refuseUnlessUp();
    resources.askReset(database.id(), wanted);
    await(
        ctx,
        database.id(),
        ResourceRecord::getResetAsked,
        ResourceRecord::getResetDone,
        "The database was reset.",
        "The database is being reset.");
  }

  void connectionReset(Context ctx, Database database) {
    database.refuseUnlessUp();
    resources.askCut(database.id());
    await(
        ctx,
        database.id(),
        ResourceRecord::getCutAsked,
        ResourceRecord::getCutDone,
        "All connections were ended.",
        "All connections are being ended.");
  }

  private void await(
      Context ctx,
      UUID id,
      ToIntFunction<ResourceRecord> asked,
      ToIntFunction<ResourceRecord> done,
      String did,
      String doing) {
    int mine = counter(id, asked);
    boolean soon = BriefWait.until(LIMIT, () -> counter(id, done) >= mine);
    ctx.status(soon ? 200 : 202).json(Map.of("message", soon ? did : doing));
  }

  private int counter(UUID id, ToIntFunction<ResourceRecord> which) {
    return which.applyAsInt(resources.find(id).orElseThrow());
  }

  private List<String> wanted(JsonBody body) {
    JsonNode given = body.object().path("extensions");
    if (given.isMissingNode() || given.isNull()) {
      return List.of();
    }
    Set<String> wanted = new TreeSet<>();
    boolean texts = given.isArray();
    for (JsonNode each : given) {
      texts &= each.isTextual() && wanted.add(each.asText());
    }
    if (!texts) {
      throw ApiError.invalid("Field 'extensions' must be a list of different names.")
          .with("field", "extensions");
    }
    if (!extensions.containsAll(wanted)) {
      throw ApiError.invalid(
          "An extension is not available; there are " + String.join(", ", extensions) + ".");
    }
    return List.copyOf(wanted);
  }
}
