package herd.starter;

import herd.service.Running;
import herd.service.ServiceContext;
import herd.starter.resource.ResourceState;
import herd.tier.Tier;
import herd.tier.process.TierParts;
import herd.tier.process.TierWeb;
import herd.tier.server.Servers;

/** The starter tier's HTTP side. */
final class StarterWeb {

  private static final int DEFAULT_PORT = 5001;

  private StarterWeb() {}

  static Running start(ServiceContext context) throws Exception {
    TierParts parts = TierParts.of(context);
    Tier tier = StarterTier.tier(context);
    return new TierWeb(
            tier,
            StarterTier.resources(parts, tier),
            new Servers(parts.plane(), parts.sealer()),
            "HERD_STARTER_PORT",
            DEFAULT_PORT,
            ResourceState.CREATING)
        .start(context);
  }
}
