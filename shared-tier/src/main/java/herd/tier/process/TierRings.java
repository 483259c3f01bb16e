package herd.tier.process;

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
import herd.tier.server.ClusterMaker;
import herd.tier.server.ServerRing;
import herd.tier.server.Servers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The rings that every tier has, each as a process, and how a tier runs those of its own. */
public final class TierRings {

  private final ServiceContext context;
  private final TierParts parts;
  private final Servers servers;
  private final ClusterMaker clusters;
  private final Optional<Duration> commitEvery;

  /**
   * @param clusters how the tier's new servers get their clusters
   * @param commitEvery how often each server is asked that commits; empty where its databases'
   *     looks do
   */
  public TierRings(
      ServiceContext context,
      TierParts parts,
      Servers servers,
      ClusterMaker clusters,
      Optional<Duration> commitEvery) {
    this.context = context;
    this.parts = parts;
    this.servers = servers;
    this.clusters = clusters;
    this.commitEvery = commitEvery;
  }

  public Running servers(int copies) throws Exception {
    return parts.drain(serverRing(), copies);
  }

  private ServerRing serverRing() throws Exception {
    return parts.serverRing(servers, clusters, commitEvery);
  }

  /**
   * @param own the tier's own rings, whose incidents it resolves beside the shared ones
   */
  public Running incidents(int copies, List<Ring<?, ?, ?>> own) throws Exception {
    List<Ring<?, ?, ?>> all = new ArrayList<>(own);
    all.addAll(List.of(serverRing(), vantageRing(), keeperRing()));
    return books(
        new IncidentRing(
            parts.plane(), all, Delivery.toLog(), new Witness(parts.name(), parts.vantage())),
        copies);
  }

  public Running vantage() throws Exception {
    new Vantages(parts.plane().dsl(), parts.plane().service()).register(parts.vantage());
    return parts.running(List.of(vantageRing().start(parts.name(), parts.signals())));
  }

  private VantageRing vantageRing() {
    return new VantageRing(parts.plane(), parts.vantage(), parts.references());
  }

  public Running keeper() throws Exception {
    KeeperRing ring = keeperRing();
    ring.register();
    return books(ring, 1);
  }

  private KeeperRing keeperRing() throws Exception {
    return new KeeperRing(parts.plane(), context.shared(HikariDataSource.class, Release::owner));
  }

  /** Workers of a ring that looks only at our own books, and so is never blind. */
  public <S extends Enum<S>, A extends Enum<A>, V> Running books(Ring<S, A, V> ring, int copies)
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
}
