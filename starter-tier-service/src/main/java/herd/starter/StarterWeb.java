package herd.starter;

import herd.fleet.server.ClusterSpec;
import herd.service.Running;
import herd.service.ServiceContext;
import herd.service.http.HttpCalls;
import herd.service.http.HttpConfig;
import herd.service.http.WebServer;
import herd.starter.resource.ResourceState;
import herd.tier.Tier;
import herd.tier.TierRoutes;
import herd.tier.addon.AddonConfig;
import herd.tier.market.Market;
import herd.tier.market.MarketConfig;
import herd.tier.operator.OperatorRoutes;
import herd.tier.process.RingMetrics;
import herd.tier.process.TierParts;
import herd.tier.resource.Resources;
import herd.tier.server.Servers;
import java.util.Set;

/** The starter tier's HTTP side: the add-on API, the data API, and what operators ask of it. */
final class StarterWeb {

  private static final int DEFAULT_PORT = 5001;

  private StarterWeb() {}

  static Running start(ServiceContext context) throws Exception {
    TierParts parts = TierParts.of(context);
    Tier tier = StarterTier.tier(context);
    Resources resources = StarterTier.resources(parts, tier);
    HttpCalls calls = context.shared(HttpCalls.class, _ -> new HttpCalls());
    Market market = new Market(context.environment().read(MarketConfig::from), calls);
    AddonConfig addon = context.environment().read(variables -> AddonConfig.from(variables, tier));
    HttpConfig http =
        context
            .environment()
            .read(variables -> HttpConfig.from(variables, "HERD_STARTER_PORT", DEFAULT_PORT));
    TierRoutes routes =
        new TierRoutes(
            parts.plane(),
            tier,
            resources,
            market,
            addon,
            parts.sealer(),
            ResourceState.CREATING,
            Set.copyOf(ClusterSpec.EXTENSIONS));
    OperatorRoutes operators =
        new OperatorRoutes(
            parts.plane(),
            context.environment().read(variables -> variables.secret("HERD_SERVICE_TOKEN")),
            new Servers(parts.plane(), parts.sealer())::askRestart);
    RingMetrics.mount(context.metrics(), parts.plane());
    return WebServer.start(
        context,
        http,
        config -> {
          routes.accept(config);
          operators.mount(config);
        });
  }
}
