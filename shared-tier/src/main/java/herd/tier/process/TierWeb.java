package herd.tier.process;

import herd.fleet.server.ClusterSpec;
import herd.service.Running;
import herd.service.ServiceContext;
import herd.service.http.HttpCalls;
import herd.service.http.HttpConfig;
import herd.service.http.WebServer;
import herd.tier.Tier;
import herd.tier.TierRoutes;
import herd.tier.addon.AddonConfig;
import herd.tier.data.Offer;
import herd.tier.market.Market;
import herd.tier.market.MarketConfig;
import herd.tier.operator.OperatorRoutes;
import herd.tier.resource.Resources;
import herd.tier.server.Servers;
import io.javalin.config.JavalinConfig;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A tier's HTTP side: the add-on API, the data API, and what operators ask of it.
 *
 * @param portVariable names the variable that holds its port
 * @param initialState the state a resource begins its life in
 */
public record TierWeb(
    Tier tier,
    Resources resources,
    Servers servers,
    String portVariable,
    int defaultPort,
    Enum<?> initialState) {

  public Running start(ServiceContext context) throws Exception {
    return start(context, Offer.COMMON, _ -> {});
  }

  /**
   * @param offer what this tier has of its own for customers
   * @param own routes that only this tier has
   */
  public Running start(ServiceContext context, Offer offer, Consumer<JavalinConfig> own)
      throws Exception {
    TierParts parts = TierParts.of(context);
    HttpCalls calls = context.shared(HttpCalls.class, _ -> new HttpCalls());
    MarketConfig place =
        context.environment().read(variables -> MarketConfig.from(variables, tier));
    Market market = new Market(place, calls);
    AddonConfig addon = context.environment().read(variables -> AddonConfig.from(variables, tier));
    HttpConfig http =
        context
            .environment()
            .read(variables -> HttpConfig.from(variables, portVariable, defaultPort));
    TierRoutes routes =
        new TierRoutes(
            parts.plane(),
            tier,
            offer,
            resources,
            market,
            addon,
            parts.sealer(),
            initialState,
            Set.copyOf(ClusterSpec.EXTENSIONS));
    OperatorRoutes operators =
        new OperatorRoutes(
            parts.plane(),
            context.environment().read(variables -> variables.secret("HERD_SERVICE_TOKEN")),
            servers::askRestart);
    RingMetrics.mount(context.metrics(), parts.plane());
    return WebServer.start(
        context,
        http,
        config -> {
          routes.accept(config);
          operators.mount(config);
          own.accept(config);
        });
  }
}
