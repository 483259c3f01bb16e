package herd.tier.data;

import herd.service.http.ApiError;
import herd.tier.Tier;
import herd.tier.Tier.Feature;
import herd.tier.data.Customers.Service;
import herd.tier.market.Market;
import herd.tier.resource.Resources;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.util.List;
import java.util.Set;

/**
 * The data API of one tier (heroku-cli.md, sections 5 to 11): what it offers, and for every other
 * command the CLI has, one common refusal.
 */
public final class DataRoutes {

  private static final String DATABASE = "/client/v11/databases/{id}";
  private static final String CREDENTIALS = "/postgres/v0/databases/{id}/credentials";

  /** Everything below a database that some command of the CLI asks for, now or one day. */
  private static final List<String> REST =
      List.of(
          DATABASE + "/<rest>",
          "/postgres/v0/databases/{id}/<rest>",
          "/data/postgres/v1/{id}/<rest>",
          "/data/maintenances/v1/{id}",
          "/data/maintenances/v1/{id}/<rest>");

  private static final List<HandlerType> METHODS =
      List.of(
          HandlerType.GET,
          HandlerType.POST,
          HandlerType.PUT,
          HandlerType.PATCH,
          HandlerType.DELETE);

  private final Tier tier;
  private final Customers customers;
  private final Wishes wishes;

  /**
   * @param extensions those a customer may ask for when a database is reset
   */
  public DataRoutes(
      Tier tier, Market market, Resources resources, Databases databases, Set<String> extensions) {
    this.tier = tier;
    this.customers = new Customers(market, resources, databases);
    this.wishes = new Wishes(resources, extensions);
  }

  public void mount(RoutesConfig routes) {
    routes.get(DATABASE, theirs(this::whole));
    routes.get(
        DATABASE + "/wait_status",
        theirs((ctx, database) -> ctx.json(DatabaseView.waitStatus(database))));
    if (tier.features().contains(Feature.RESET)) {
      routes.put(DATABASE + "/reset", theirs(wishes::reset));
    }
    if (tier.features().contains(Feature.CONNECTION_RESET)) {
      routes.post(DATABASE + "/connection_reset", theirs(wishes::connectionReset));
    }
    if (tier.features().contains(Feature.CREDENTIALS)) {
      routes.get(
          CREDENTIALS,
          theirs((ctx, database) -> ctx.json(List.of(DatabaseView.defaultCredential(database)))));
      routes.get(
          CREDENTIALS + "/default",
          theirs((ctx, database) -> ctx.json(DatabaseView.defaultCredential(database))));
    }
    for (String path : REST) {
      METHODS.forEach(method -> routes.addHttpHandler(method, path, theirs(this::refuse)));
    }
  }

  private Handler theirs(Service service) {
    return ctx -> customers.serve(ctx, service);
  }

  private void whole(Context ctx, Database database) {
    int planId = tier.plans().names().indexOf(database.plan().name()) + 1;
    ctx.json(DatabaseView.whole(database, planId));
  }

  private void refuse(Context ctx, Database database) {
    throw new ApiError(
        422,
        "unprocessable",
        "This command is not available for %s databases.".formatted(database.plan().humanName()));
  }
}
