package herd.production;

import herd.production.follower.FollowerRing;
import herd.production.high.PairRing;
import herd.production.resource.ResourceRing;
import herd.production.server.Clusters;
import herd.service.Running;
import herd.service.ServiceContext;
import herd.service.http.HttpCalls;
import herd.tier.Reach;
import herd.tier.Tier;
import herd.tier.market.Market;
import herd.tier.market.MarketConfig;
import herd.tier.pool.PoolRing;
import herd.tier.process.TierParts;
import herd.tier.process.TierRings;
import herd.tier.resource.PlatformActs;
import herd.tier.resource.Resources;
import herd.tier.server.Servers;
import java.util.List;
import java.util.Optional;

/** The production tier's rings, each as a process. */
final class ProductionRings implements AutoCloseable {

  private final ServiceContext context;
  private final TierParts parts;
  private final Reach reach;
  private final Tier tier;
  private final Servers servers;
  private final TierRings shared;
  private final HttpCalls calls = new HttpCalls();

  private ProductionRings(ServiceContext context) throws Exception {
    this.context = context;
    this.parts = TierParts.of(context);
    this.reach = parts.reach();
    this.tier = ProductionTier.tier(context);
    this.servers = ProductionTier.servers(parts);
    this.shared =
        new TierRings(
            context, parts, servers, new Clusters(reach, servers, tier.plans()), Optional.empty());
  }

  static ProductionRings of(ServiceContext context) throws Exception {
    return context.shared(ProductionRings.class, ProductionRings::new);
  }

  /** Those that every tier has. */
  TierRings shared() {
    return shared;
  }

  Running resources(int copies) throws Exception {
    return parts.drain(resourceRing(), copies);
  }

  private ResourceRing resourceRing() {
    Resources resources = ProductionTier.resources(context, parts, tier);
    MarketConfig place =
        context.environment().read(variables -> MarketConfig.from(variables, tier));
    Market market = new Market(place, calls);
    return new ResourceRing(
        reach,
        tier,
        resources,
        servers,
        ProductionTier.ownServers(context, parts, tier),
        new PlatformActs(parts.plane(), resources, market, parts.sealer(), tier.configVar()),
        ProductionTier.config(context).credentials(),
        ProductionTier.config(context).countEvery());
  }

  Running pairs(int copies) throws Exception {
    return parts.drain(pairRing(), copies);
  }

  private PairRing pairRing() throws Exception {
    return context.shared(
        PairRing.class,
        _ -> {
          ProductionTier.config(context).warning().ifPresent(context.logger()::warn);
          return new PairRing(
              reach,
              tier.plans(),
              servers,
              ProductionTier.ownServers(context, parts, tier)::second);
        });
  }

  Running followers(int copies) throws Exception {
    return parts.drain(followerRing(), copies);
  }

  private FollowerRing followerRing() {
    return new FollowerRing(reach, tier.plans(), servers);
  }

  Running incidents(int copies) throws Exception {
    return shared.incidents(
        copies, List.of(resourceRing(), pairRing(), followerRing(), poolRing()));
  }

  Running pool(int copies) throws Exception {
    PoolRing ring = poolRing();
    ring.register(parts.plane());
    return shared.books(ring, copies);
  }

  private PoolRing poolRing() {
    return new PoolRing(ProductionTier.spares(context, parts, tier));
  }

  @Override
  public void close() {
    calls.close();
  }
}
