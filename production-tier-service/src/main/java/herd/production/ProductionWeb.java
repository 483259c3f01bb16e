package herd.production;

import herd.production.api.ProductionOffer;
import herd.production.high.FailoverRoutes;
import herd.production.resource.ResourceState;
import herd.service.Running;
import herd.service.ServiceContext;
import herd.tier.Tier;
import herd.tier.process.TierParts;
import herd.tier.process.TierWeb;

/** The production tier's HTTP side. */
final class ProductionWeb {

  private static final int DEFAULT_PORT = 5004;

  private ProductionWeb() {}

  static Running start(ServiceContext context) throws Exception {
    TierParts parts = TierParts.of(context);
    Tier tier = ProductionTier.tier(context);
    return new TierWeb(
            tier,
            ProductionTier.resources(context, parts, tier),
            ProductionTier.servers(parts),
            "HERD_PRODUCTION_PORT",
            DEFAULT_PORT,
            ResourceState.CREATING)
        .start(
            context,
            new ProductionOffer(
                parts.plane(),
                tier.plans(),
                ProductionTier.resources(context, parts, tier),
                ProductionTier.config(context).credentials(),
                parts.sealer()),
            new FailoverRoutes(
                    parts.plane(),
                    context.environment().read(variables -> variables.secret("HERD_SERVICE_TOKEN")))
                ::mount);
  }
}
