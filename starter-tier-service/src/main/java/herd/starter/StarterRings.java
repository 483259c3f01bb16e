package herd.starter;

import herd.service.Running;
import herd.service.ServiceContext;
import herd.service.http.HttpCalls;
import herd.starter.resource.ResourceRing;
import herd.tier.Reach;
import herd.tier.Tier;
import herd.tier.market.Market;
import herd.tier.market.MarketConfig;
import herd.tier.pool.PoolRing;
import herd.tier.process.TierParts;
import herd.tier.process.TierRings;
import herd.tier.resource.PlatformActs;
import herd.tier.resource.Resources;
import herd.tier.server.ClusterMaker;
import herd.tier.server.Servers;
import java.util.List;
import java.util.Optional;

/** The starter tier's rings, each as a process. */
final class StarterRings implements AutoCloseable {

  private final ServiceContext context;
  private final TierParts parts;
  private final Reach reach;
  private final Tier tier;
  private final Resources resources;
  private final Servers servers;
  private final TierRings shared;
  private final HttpCalls calls = new HttpCalls();

  private StarterRings(ServiceContext context) throws Exception {
    this.context = context;
    this.parts = TierParts.of(context);
    this.reach = parts.reach();
    this.tier = StarterTier.tier(context);
    this.resources = StarterTier.resources(parts, tier);
    this.servers = new Servers(parts.plane(), parts.sealer());
    this.shared =
        new TierRings(
            context,
            parts,
            servers,
            ClusterMaker.plain(reach, servers),
            Optional.of(StarterTier.config(context).commitEvery()));
  }

  static StarterRings of(ServiceContext context) throws Exception {
    return context.shared(StarterRings.class, StarterRings::new);
  }

  /** Those that every tier has. */
  TierRings shared() {
    return shared;
  }

  Running resources(int copies) throws Exception {
    return parts.drain(resourceRing(), copies);
  }

  private ResourceRing resourceRing() {
    MarketConfig place =
        context.environment().read(variables -> MarketConfig.from(variables, tier));
    Market market = new Market(place, calls);
    PlatformActs platform =
        new PlatformActs(parts.plane(), resources, market, parts.sealer(), tier.configVar());
    StarterTier.Config config = StarterTier.config(context);
    return new ResourceRing(
        reach, tier, resources, servers, platform, config.limits(), config.countEvery());
  }

  Running incidents(int copies) throws Exception {
    return shared.incidents(copies, List.of(resourceRing(), poolRing()));
  }

  Running pool(int copies) throws Exception {
    PoolRing ring = poolRing();
    ring.register(parts.plane());
    return shared.books(ring, copies);
  }

  private PoolRing poolRing() {
    StarterTier.Config config = StarterTier.config(context);
    return new PoolRing(
        new SharedRoom(
            parts.plane(),
            servers,
            reach.provider().name(),
            config.regions(),
            config.zones(),
            config.size(),
            tier.largestRoom()));
  }

  @Override
  public void close() {
    calls.close();
  }
}
