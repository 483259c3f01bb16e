package herd.tier.addon;

import herd.service.http.ApiError;
import herd.service.http.JsonBody;
import herd.tier.data.BriefWait;
import herd.tier.data.Database;
import herd.tier.data.Databases;
import herd.tier.resource.ProvisionRequest;
import herd.tier.resource.Resources;
import herd.tier.resource.Resources.Asked;
import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * POST /heroku/resources (addon-provider.md, sections 3 and 7). The wish is stored, then answered:
 * the current contract is told later that the database is up. The classic one waits a while, and is
 * told later only what took longer (decision 18).
 */
final class Provisions {

  private final Resources resources;
  private final Databases databases;
  private final ProvisionBody bodies;
  private final AddonConfig config;
  private final Enum<?> initial;

  Provisions(
      Resources resources,
      Databases databases,
      ProvisionBody bodies,
      AddonConfig config,
      Enum<?> initial) {
    this.resources = resources;
    this.databases = databases;
    this.bodies = bodies;
    this.config = config;
    this.initial = initial;
  }

  void provision(Context ctx) {
    ProvisionRequest request = bodies.read(JsonBody.of(ctx), asksForV3(ctx));
    Asked asked = resources.provision(request, initial);
    switch (asked) {
      case GONE -> throw Caller.gone();
      case MADE, KNOWN -> {
        if (!request.v3()) {
          awaitUp(request.id());
        }
        answer(ctx, request);
      }
    }
  }

  private void answer(Context ctx, ProvisionRequest request) {
    if (url(request.id()).isEmpty() && toldLater(request)) {
      ctx.status(202).json(body(request.id(), "Being provisioned. It will be available shortly."));
      return;
    }
    // It may have come up just before it could be promised to be told later.
    Optional<String> url = url(request.id());
    if (url.isEmpty()) {
      ctx.header("Retry-After", "10");
      throw ApiError.unavailable("The database is still being made; ask again in a moment.");
    }
    Map<String, Object> body = body(request.id(), "Your database is available.");
    body.put("config", Map.of(config.urlVar(), url.get()));
    ctx.status(200).json(body);
  }

  private boolean toldLater(ProvisionRequest request) {
    return request.v3()
        || request
            .callback()
            .filter(callback -> resources.callBackLater(request.id(), callback))
            .isPresent();
  }

  private Optional<String> url(UUID id) {
    return up(id).flatMap(Database::endpoint).map(endpoint -> endpoint.url());
  }

  private void awaitUp(UUID id) {
    BriefWait.until(config.classicWait(), () -> up(id).isPresent());
  }

  /** Deprovision wins: whoever still waits is told at once. */
  private Optional<Database> up(UUID id) {
    return Optional.of(databases.living(id).orElseThrow(Caller::gone)).filter(Database::up);
  }

  private static Map<String, Object> body(UUID id, String message) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("id", id.toString());
    body.put("message", message);
    return body;
  }

  private static boolean asksForV3(Context ctx) {
    String accept = Objects.requireNonNullElse(ctx.header("Accept"), "");
    return accept.contains("heroku-addons+json") && accept.replace(" ", "").contains("version=3");
  }
}
