package herd.production;

import herd.production.api.MaintenanceOrders;
import herd.production.api.ProductionOffer;
import herd.production.high.FailoverRoutes;
import herd.production.resource.ResourceState;
import herd.service.Running;
import herd.service.Secret;
import herd.service.ServiceContext;
import herd.service.http.HttpCalls;
import herd.tier.Tier;
import herd.tier.market.Market;
import herd.tier.market.MarketConfig;
import herd.tier.process.TierParts;
import herd.tier.process.TierWeb;
import herd.tier.resource.Resources;

/** The production tier's HTTP side. */
final class ProductionWeb {

  private static final int DEFAULT_PORT = 5004;

  private ProductionWeb() {}

  static Running start(ServiceContext context) throws Exception {
    TierParts parts = TierParts.of(context);
    Tier tier = ProductionTier.tier(context);
    Resources resources = ProductionTier.resources(context, parts, tier);
    HttpCalls calls = context.shared(HttpCalls.class, _ -> new HttpCalls());
    MarketConfig place =
        context.environment().read(variables -> MarketConfig.from(variables, tier));
    Secret services =
        context.environment().read(variables -> variables.secret("HERD_SERVICE_TOKEN"));
    return new TierWeb(
            tier,
            resources,
            ProductionTier.servers(parts),
            "HERD_PRODUCTION_PORT",
            DEFAULT_PORT,
            ResourceState.CREATING)
        .start(
            context,
            new ProductionOffer(
                parts.plane(),
                tier,
                resources,
                ProductionTier.config(context).credentials(),
                parts.sealer(),
                new Market(place, calls)),
            config -> {
              new FailoverRoutes(parts.plane(), services).mount(config);
              new MaintenanceOrders(parts.plane(), resources, tier.plans(), services).mount(config);
            });
  }
}
