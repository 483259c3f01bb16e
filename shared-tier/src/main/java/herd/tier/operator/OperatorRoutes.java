package herd.tier.operator;

import herd.controlplane.ControlPlane;
import herd.service.Secret;
import herd.service.http.ApiError;
import herd.service.http.BearerTokens;
import herd.service.http.Credentials;
import herd.service.http.JsonBody;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * {@code POST /operators/…}: the owner's side of what the admin service asks. Every route wants the
 * services' own bearer token and {@code {"reason", "by"}}; every answer is 202 with what was asked,
 * or says why it cannot be: 401, 404 not ours, 409 not in its present state, 422 wrong body.
 */
public final class OperatorRoutes {

  private final BearerTokens services;
  private final Wishes wishes;

  /**
   * @param serviceToken {@code HERD_SERVICE_TOKEN}, which the services know each other by
   * @param askRestart records that a server's Postgres is to be restarted; false when it cannot
   */
  public OperatorRoutes(ControlPlane plane, Secret serviceToken, Predicate<UUID> askRestart) {
    this.services = new BearerTokens(Map.of("service", serviceToken.reveal()));
    this.wishes = new Wishes(plane, askRestart);
  }

  public void mount(JavalinConfig config) {
    config.routes.post("/operators/servers/{id}/restart", asked(wishes::restart));
    config.routes.post("/operators/subjects/{id}/hold", this::hold);
    config.routes.post("/operators/subjects/{id}/release", asked(wishes::release));
    config.routes.post("/operators/incidents/{id}/retry", asked(wishes::retry));
    config.routes.post("/operators/incidents/{id}/acknowledge", asked(wishes::acknowledge));
  }

  private Handler asked(BiFunction<UUID, Asked, Map<String, Object>> wish) {
    return ctx -> {
      admit(ctx);
      ctx.status(202).json(wish.apply(id(ctx), Asked.in(JsonBody.of(ctx))));
    };
  }

  private void hold(Context ctx) {
    admit(ctx);
    JsonBody body = JsonBody.of(ctx);
    int minutes =
        body.optionalInteger("minutes", 1, Wishes.LONGEST_HOLD_MINUTES)
            .orElseThrow(() ->
                ApiError.invalid("Field 'minutes' is missing: a hold ends by itself, say when.")
                    .with("field", "minutes"));
    ctx.status(202).json(wishes.hold(id(ctx), minutes, Asked.in(body)));
  }

  private void admit(Context ctx) {
    if (services.nameOf(Credentials.of(ctx)).isEmpty()) {
      throw ApiError.unauthorized("This is for the admin service: ask it, with your own token.");
    }
  }

  private static UUID id(Context ctx) {
    try {
      return UUID.fromString(ctx.pathParam("id"));
    } catch (IllegalArgumentException e) {
      throw ApiError.notFound("An id is a UUID; nothing has this one.");
    }
  }
}
