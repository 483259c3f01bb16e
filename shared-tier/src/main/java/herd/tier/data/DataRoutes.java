package herd.tier.data;

import herd.tier.Tier;
import herd.tier.Tier.Feature;
import herd.tier.market.Market;
import herd.tier.resource.Resources;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
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
  private final Offer offer;
  private final Customers customers;
  private final Wishes wishes;

  /**
   * @param extensions those a customer may ask for when a database is reset
   */
  public DataRoutes(
      Tier tier,
      Offer offer,
      Market market,
      Resources resources,
      Databases databases,
      Set<String> extensions) {
    this.tier = tier;
    this.offer = offer;
    this.customers = new Customers(market, resources, databases);
    this.wishes = new Wishes(resources, extensions);
  }

  /** The first route that fits a path answers it: a tier's own come first, the refusals last. */
  public void mount(RoutesConfig routes) {
    Doors doors = new Doors(routes, customers);
    offer.mount(doors);
    doors.get(DATABASE, this::whole);
    doors.get(
        DATABASE + "/wait_status",
        (ctx, database) -> ctx.json(DatabaseView.waitStatus(database, offer)));
    if (tier.features().contains(Feature.RESET)) {
      doors.put(DATABASE + "/reset", wishes::reset);
    }
    if (tier.features().contains(Feature.CONNECTION_RESET)) {
      doors.post(DATABASE + "/connection_reset", wishes::connectionReset);
    }
    if (tier.features().contains(Feature.CREDENTIALS)) {
      doors.get(
          CREDENTIALS,
          (ctx, database) -> ctx.json(List.of(DatabaseView.defaultCredential(database))));
      doors.get(
          CREDENTIALS + "/default",
          (ctx, database) -> ctx.json(DatabaseView.defaultCredential(database)));
    }
    for (String path : REST) {
      METHODS.forEach(method -> doors.open(method, path, Refusals::refuse));
    }
  }

  private void whole(Context ctx, Database database) {
    int planId = tier.plans().names().indexOf(database.plan().name()) + 1;
    ctx.json(DatabaseView.whole(database, planId, offer));
  }
}
