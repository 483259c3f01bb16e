package herd.tier.addon;

import herd.service.http.ApiError;
import herd.service.http.BasicCredentials;
import herd.service.http.Credentials;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.Optional;
import java.util.UUID;

/** Lets only the marketplace in, before anything else is looked at. */
final class Caller {

  private final BasicCredentials marketplace;

  Caller(AddonConfig config) {
    this.marketplace = new BasicCredentials(config.id(), config.password());
  }

  Handler only(Handler handler) {
    return ctx -> {
      if (!marketplace.matches(Credentials.of(ctx))) {
        throw ApiError.unauthorized("The add-on's credentials are wrong or missing.");
      }
      handler.handle(ctx);
    };
  }

  /** An id that is no UUID is an id that never existed. */
  static UUID resource(Context ctx) {
    return uuid(ctx.pathParam("id")).orElseThrow(Caller::unknown);
  }

  static Optional<UUID> uuid(String text) {
    try {
      return Optional.of(UUID.fromString(text)).filter(id -> id.toString().equalsIgnoreCase(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  static ApiError unknown() {
    return ApiError.notFound("There is no such database.");
  }

  static ApiError gone() {
    return ApiError.gone("This database was removed.");
  }
}
