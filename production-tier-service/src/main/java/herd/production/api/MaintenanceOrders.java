package herd.production.api;

import herd.controlplane.ControlPlane;
import herd.production.follower.Followers;
import herd.production.maintenance.Maintenance;
import herd.production.maintenance.Maintenances;
import herd.production.plan.ProductionPlan;
import herd.service.Secret;
import herd.service.http.ApiError;
import herd.service.http.BearerTokens;
import herd.service.http.Credentials;
import herd.service.http.JsonBody;
import herd.tier.plan.Plans;
import herd.tier.resource.Resources;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.util.Map;

/**
 * {@code POST /operators/resources/:id/maintenance} with {@code reason} and {@code by}: a
 * maintenance of the database is to be, in a window of its customer's, a week ahead at least; one
 * that is scheduled already stays as it is. Wants the services' own bearer token.
 */
public final class MaintenanceOrders {

  private final ControlPlane plane;
  private final Resources resources;
  private final Plans plans;
  private final BearerTokens services;

  public MaintenanceOrders(
      ControlPlane plane, Resources resources, Plans plans, Secret serviceToken) {
    this.plane = plane;
    this.resources = resources;
    this.plans = plans;
    this.services = new BearerTokens(Map.of("service", serviceToken.reveal()));
  }

  public void mount(JavalinConfig config) {
    config.routes.post("/operators/resources/{id}/maintenance", this::order);
  }

  private void order(Context ctx) {
    if (services.nameOf(Credentials.of(ctx)).isEmpty()) {
      throw ApiError.unauthorized("This wants the services' own token.");
    }
    String reason = JsonBody.of(ctx).text("reason");
    var row =
        resources
            .find(ctx.pathParam("id"))
            .filter(found -> found.getDeprovisionedAt() == null)
            .filter(found -> Followers.of(plane.dsl(), found.getId()).isEmpty())
            .orElseThrow(
                () -> ApiError.notFound("There is no such resource, or it follows another."));
    String method = Maintenance.method(ProductionPlan.of(plans, row.getPlan()));
    Maintenance planned =
        plane
            .dsl()
            .transactionResult(tx -> {
              Maintenances.plan(tx.dsl(), row.getId(), method, reason);
              return Maintenances.open(tx.dsl(), row.getId()).orElseThrow();
            });
    ctx.status(202)
        .json(
            Map.of(
                "message",
                "The maintenance is scheduled for %s.".formatted(planned.scheduledFor())));
  }
}
