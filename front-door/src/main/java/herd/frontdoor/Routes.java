package herd.frontdoor;

import herd.service.http.ApiError;
import herd.service.http.JsonBody;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The routing table: which service answers which path. */
record Routes(Services services, Owners owners, Forward forward) {

  private static final List<HandlerType> METHODS =
      List.of(
          HandlerType.GET,
          HandlerType.POST,
          HandlerType.PUT,
          HandlerType.PATCH,
          HandlerType.DELETE);

  /** Parts of a database's path that belong to the backups service. */
  private static final Set<String> BACKUPS =
      Set.of("backups", "restores", "transfers", "transfer-schedules");

  /** What an id or name can look like; anything else is not worth a question to the database. */
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,127}");

  void mount(JavalinConfig config) {
    config.routes.post("/heroku/resources", to(this::byPlan));
    every(config, "/heroku/resources/{id}", to(this::byId));
    config.routes.post("/sso/login", to(this::byFormId));
    every(config, "/databases/{id}", to(this::byId));
    every(config, "/databases/{id}/<rest>", to(this::byId));

    every(config, "/client/v11/apps/<rest>", to(this::backups));
    every(config, "/client/v11/databases/{id}", to(this::byId));
    every(config, "/client/v11/databases/{id}/<rest>", to(this::byIdOrBackups));
    every(config, "/postgres/v0/databases/{id}", to(this::byId));
    every(config, "/postgres/v0/databases/{id}/<rest>", to(this::byId));

    // Questions about no database in particular: levels and prices, a report, an app's windows.
    config.routes.get("/data/postgres/v1/levels/{level}", NotOffered.ADVANCED);
    config.routes.get("/data/postgres/v1/pricing", NotOffered.ADVANCED);
    every(config, "/data/postgres/v1/{id}/<rest>", to(this::byId));
    every(config, "/reports", NotOffered.DIAGNOSE);
    every(config, "/reports/{report}", NotOffered.DIAGNOSE);
    // Only the production tier has any.
    config.routes.get(
        "/data/maintenances/v1/apps/{app}", to(_ -> services.forNew(Plans.PRODUCTION)));
    every(config, "/data/maintenances/v1/{id}", to(this::byId));
    every(config, "/data/maintenances/v1/{id}/<rest>", to(this::byId));
  }

  private static void every(JavalinConfig config, String path, Handler handler) {
    METHODS.forEach(method -> config.routes.addHttpHandler(method, path, handler));
  }

  private Handler to(Function<Context, URI> choice) {
    return ctx -> forward.to(choice.apply(ctx), ctx);
  }

  /**
   * A body that cannot be read, a plan nobody has and one of a tier that is not installed go to the
   * starter tier: it checks the credentials before it says what is wrong, as the contract wants.
   */
  private URI byPlan(Context ctx) {
    String plan;
    try {
      plan = JsonBody.of(ctx).text("plan");
    } catch (ApiError unreadable) {
      return services.starter();
    }
    return Plans.tierOf(plan).map(services::forNew).orElseGet(services::starter);
  }

  private URI byFormId(Context ctx) {
    String id =
        Optional.ofNullable(ctx.formParam("resource_id"))
            .or(() -> Optional.ofNullable(ctx.formParam("id")))
            .orElse("");
    return byOwner(id);
  }

  private URI byId(Context ctx) {
    return byOwner(ctx.pathParam("id"));
  }

  private URI byIdOrBackups(Context ctx) {
    String part = ctx.pathParam("rest").split("/", 2)[0];
    return BACKUPS.contains(part) ? backups(ctx) : byId(ctx);
  }

  private URI backups(Context ctx) {
    return services.backups().orElseThrow(() -> NotOffered.BACKUPS.to(ctx));
  }

  private URI byOwner(String id) {
    if (!ID.matcher(id).matches()) {
      return services.starter();
    }
    try {
      return owners.ownerOf(id).map(services::named).orElseGet(services::starter);
    } catch (Owners.OwnersUnavailable e) {
      throw ApiError.unavailable("The control plane is away. Try again in a minute.");
    }
  }
}
