package herd.production.high;

import herd.controlplane.ControlPlane;
import herd.service.Secret;
import herd.service.http.ApiError;
import herd.service.http.BearerTokens;
import herd.service.http.Credentials;
import herd.service.http.JsonBody;
import herd.tier.operator.Asked;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.util.Map;
import java.util.UUID;

/**
 * {@code GET /operators/resources/:id/failovers}: the reports of a resource's failovers, the latest
 * first; and {@code POST /operators/resources/:id/switchover} with {@code {"reason", "by"}}, which
 * lets the standby lead and stands in the pair's trail. Both want the services' own bearer token:
 * 401 without, 404 for what is no id or has no standby, 422 without a reason.
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
    config.routes.post("/operators/resources/{id}/switchover", this::switchover);
  }

  private void switchover(Context ctx) {
    UUID id = admitted(ctx);
    Asked wish = Asked.in(JsonBody.of(ctx));
    UUID pair = Pair.id(id);
    boolean asked =
        plane
            .dsl()
            .transactionResult(tx -> {
              boolean there = plane.subjects().in(tx.dsl()).wished(pair);
              if (there) {
                Failovers.askSwitch(tx.dsl(), id, Failovers.A_WHILE);
                wish.record(tx.dsl(), pair, "SWITCHOVER");
              }
              return there;
            });
    if (!asked) {
      throw ApiError.notFound("There is no pair of this resource: its plan has no standby.");
    }
    ctx.status(202).json(wish.answer(id, "switchover"));
  }

  private void reports(Context ctx) {
    ctx.json(Map.of("items", FailoverReports.of(plane.dsl(), admitted(ctx))));
  }

  private UUID admitted(Context ctx) {
    if (services.nameOf(Credentials.of(ctx)).isEmpty()) {
      throw ApiError.unauthorized("This wants the services' own token.");
    }
    UUID id;
    try {
      id = UUID.fromString(ctx.pathParam("id"));
    } catch (IllegalArgumentException e) {
      throw ApiError.notFound("An id is a UUID; nothing has this one.");
    }
    return id;
  }
}
