package herd.production.high;

import herd.controlplane.ControlPlane;
import herd.service.Secret;
import herd.service.http.ApiError;
import herd.service.http.BearerTokens;
import herd.service.http.Credentials;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.util.Map;
import java.util.UUID;

/**
 * {@code GET /operators/resources/:id/failovers}: the reports of a resource's failovers, the latest
 * first. It wants the services' own bearer token: 401 without, 404 for what is no id.
 */
public final class FailoverRoutes {

  private final ControlPlane plane;
  private final BearerTokens services;

  public FailoverRoutes(ControlPlane plane, Secret serviceToken) {
    this.plane = plane;
    this.services = new BearerTokens(Map.of("service", serviceToken.reveal()));
  }

  public void mount(JavalinConfig config) {
    config.routes.get("/operators/resources/{id}/failovers", this::reports);
  }

  private void reports(Context ctx) {
    if (services.nameOf(Credentials.of(ctx)).isEmpty()) {
      throw ApiError.unauthorized("This wants the services' own token.");
    }
    UUID id;
    try {
      id = UUID.fromString(ctx.pathParam("id"));
    } catch (IllegalArgumentException e) {
      throw ApiError.notFound("An id is a UUID; nothing has this one.");
    }
    ctx.json(FailoverReports.of(plane.dsl(), id));
  }
}
