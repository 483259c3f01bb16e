package herd.starter;

import com.zaxxer.hikari.HikariDataSource;
import herd.controlplane.incident.Delivery;
import herd.controlplane.incident.IncidentRing;
import herd.controlplane.incident.Incidents.Witness;
import herd.controlplane.keeper.KeeperRing;
import herd.controlplane.ring.Ring;
import herd.controlplane.ring.Senses;
import herd.controlplane.ring.Worker;
import herd.controlplane.ring.WorkerConfig;
import herd.controlplane.vantage.VantageRing;
import herd.controlplane.vantage.Vantages;
import herd.service.Running;
import herd.service.ServiceContext;
import herd.service.http.HttpCalls;
import herd.starter.pool.Pool;
import herd.starter.pool.PoolRing;
import herd.starter.resource.ResourceRing;
import herd.tier.Reach;
import herd.tier.Tier;
import herd.tier.market.Market;
import herd.tier.market.MarketConfig;
import herd.tier.process.Release;
import herd.tier.process.TierParts;
import herd.tier.resource.PlatformActs;
import herd.tier.resource.Resources;
import herd.tier.server.ServerRing;
import herd.tier.server.Servers;
import java.util.ArrayList;
import java.util.List;

/** The starter tier's rings, each as a process. */
final class StarterRings implements AutoCloseable {

  private final ServiceContext context;
  private final TierParts parts;
  private final Reach reach;
  private final Tier tier;
  private final Resources resources;
  private final Servers servers;
  private final HttpCalls calls = new HttpCalls();

  private StarterRings(ServiceContext context) throws Exception {
    this.context = context;
    this.parts = TierParts.of(context);
    this.reach = parts.reach();
    this.tier = StarterTier.tier(context);
    this.resources = StarterTier.resources(parts, tier);
    this.servers = new Servers(parts.plane(), parts.sealer());
  }

  static StarterRings of(ServiceContext context) throws Exception {
    return context.shared(StarterRings.class, StarterRings::new);
  }

  Running servers(int copies) throws Exception {
    return parts.drain(serverRing(), copies);
  }

  Running resources(int copies) throws Exception {
    return parts.drain(resourceRing(), copies);
  }

  private ServerRing serverRing() throws Exception {
    return parts.serverRing(servers);
  }

  private ResourceRing resourceRing() {
    Market market = new Market(context.environment().read(MarketConfig::from), calls);
    PlatformActs platform =
        new PlatformActs(parts.plane(), resources, market, parts.sealer(), tier.configVar());
    StarterTier.Config config = StarterTier.config(context);
    return new ResourceRing(
        reach, tier, resources, servers, platform, config.limits(), config.countEvery());
  }

  Running incidents(int copies) throws Exception {
    String name = parts.name();
    IncidentRing ring =
        new IncidentRing(
            parts.plane(),
            List.of(serverRing(), resourceRing(), vantageRing(), keeperRing(), poolRing()),
            Delivery.toLog(),
            new Witness(name, parts.vantage()));
    return books(ring, copies);
  }

  Running pool(int copies) throws Exception {
    PoolRing ring = poolRing();
    ring.register(parts.plane());
    return books(ring, copies);
  }

  private PoolRing poolRing() {
    StarterTier.Config config = StarterTier.config(context);
    return new PoolRing(
        new Pool(
            parts.plane(),
            servers,
            reach.provider().name(),
            config.regions(),
            config.zones(),
            config.size()));
  }

  Running vantage() throws Exception {
    new Vantages(parts.plane().dsl(), parts.plane().service()).register(parts.vantage());
    return parts.running(List.of(vantageRing().start(parts.name(), parts.signals())));
  }

  private VantageRing vantageRing() {
    return new VantageRing(parts.plane(), parts.vantage(), parts.references());
  }

  Running keeper() throws Exception {
    KeeperRing ring = keeperRing();
    ring.register();
    return books(ring, 1);
  }

  private KeeperRing keeperRing() throws Exception {
    return new KeeperRing(parts.plane(), context.shared(HikariDataSource.class, Release::owner));
  }

  /** Workers of a ring that looks only at our own books, and so is never blind. */
  private <S extends Enum<S>, A extends Enum<A>, V> Running books(Ring<S, A, V> ring, int copies)
      throws Exception {
    List<Worker<?, ?, ?>> workers = new ArrayList<>();
    for (int copy = 0; copy < copies; copy++) {
      workers.add(
          new Worker<>(
              parts.plane(),
              ring,
              WorkerConfig.of(parts.name(), parts.vantage()),
              Senses.sharp(),
              parts.signals()));
    }
    return parts.running(workers);
  }

  @Override
  public void close() {
    calls.close();
  }
}
