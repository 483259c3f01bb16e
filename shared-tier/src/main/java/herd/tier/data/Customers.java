package herd.tier.data;

import herd.service.http.ApiError;
import herd.service.http.Credentials;
import herd.tier.market.AddonView;
import herd.tier.market.Market;
import herd.tier.market.MarketTrouble;
import herd.tier.market.Sight;
import herd.tier.resource.Resources;
import io.javalin.http.Context;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Whose database a path names: the marketplace is asked for the add-on with the customer's own
 * token, a bearer token or the password of Basic. It also tells the add-on's id by its name, which
 * may have changed since we were told.
 */
public final class Customers {

  private static final String ADDONS = "herd.addons";

  private final Market market;
  private final Resources resources;
  private final Databases databases;

  Customers(Market market, Resources resources, Databases databases) {
    this.market = market;
    this.resources = resources;
    this.databases = databases;
  }

  /** What a handler does with the customer's database. */
  @FunctionalInterface
  public interface Service {
    void serve(Context ctx, Database database);
  }

  /** What a handler does for all of the tier's databases that belong to an app. */
  @FunctionalInterface
  public interface AppService {
    void serve(Context ctx, List<Database> databases);
  }

  /** What the marketplace said of a database that is served. */
  public static AddonView addon(Context ctx, Database database) {
    return Optional.ofNullable(ctx.<Map<UUID, AddonView>>attribute(ADDONS))
        .flatMap(said -> Optional.ofNullable(said.get(database.id())))
        .orElseThrow(
            () -> new IllegalStateException("the marketplace was not asked for " + database.id()));
  }

  /** Answers for the app the path's {@code app} names by its id or name. */
  void serveApp(Context ctx, AppService service) {
    String token =
        Credentials.of(ctx)
            .token()
            .orElseThrow(() -> ApiError.unauthorized("Invalid credentials provided."));
    List<AddonView> addons;
    try {
      addons =
          market
              .addonsOf(ctx.pathParam("app"), token)
              .orElseThrow(() -> ApiError.notFound("Couldn't find that app."));
    } catch (MarketTrouble e) {
      throw away(ctx, e);
    }
    ctx.attribute(
        ADDONS,
        addons.stream().collect(Collectors.toMap(AddonView::id, addon -> addon, (one, _) -> one)));
    service.serve(
        ctx, addons.stream().flatMap(addon -> databases.living(addon.id()).stream()).toList());
  }

  /** Answers for the database the path's {@code id} names by its id or name. */
  void serve(Context ctx, Service service) {
    AddonView addon = theirs(ctx);
    if (resources.find(addon.id()).isEmpty()) {
      // The platform knows it and we do not, yet. Without a body the CLI takes it as not yet
      // provisioned and asks again; with a message it would give up (heroku-cli.md, section 2.1).
      ctx.status(404);
      return;
    }
    ctx.attribute(ADDONS, Map.of(addon.id(), addon));
    Database database = databases.living(addon.id()).orElseThrow(Customers::unknown);
    if (!database.name().equals(addon.name())) {
      resources.rename(addon.id(), addon.name());
      database = databases.living(addon.id()).orElseThrow(Customers::unknown);
    }
    service.serve(ctx, database);
  }

  private AddonView theirs(Context ctx) {
    Optional<String> token = Credentials.of(ctx).token();
    Sight sight =
        token
            .map(given -> ask(ctx, ctx.pathParam("id"), given))
            .orElseGet(() -> new Sight.BadToken());
    return switch (sight) {
      case Sight.Theirs theirs -> theirs.addon();
      case Sight.NotTheirs _ -> throw unknown();
      case Sight.BadToken _ -> throw ApiError.unauthorized("Invalid credentials provided.");
    };
  }

  private Sight ask(Context ctx, String idOrName, String token) {
    try {
      return market.addonSeenBy(idOrName, token);
    } catch (MarketTrouble e) {
      throw away(ctx, e);
    }
  }

  private static ApiError away(Context ctx, MarketTrouble trouble) {
    long seconds = trouble.retryAfter().map(d -> d.toSeconds()).orElse(5L);
    ctx.header("Retry-After", Long.toString(seconds));
    return ApiError.unavailable(
        "The marketplace cannot say at the moment whose database this is. Please try again.");
  }

  private static ApiError unknown() {
    return ApiError.notFound("Couldn't find that database.");
  }
}
