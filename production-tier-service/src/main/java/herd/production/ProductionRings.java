package herd.production;

import herd.service.ServiceContext;
import herd.tier.process.TierParts;
import herd.tier.process.TierRings;
import herd.tier.server.Servers;

/** The production tier's rings, each as a process. */
final class ProductionRings implements AutoCloseable {

  private final TierRings shared;

  private ProductionRings(ServiceContext context) throws Exception {
    TierParts parts = TierParts.of(context);
    this.shared = new TierRings(context, parts, new Servers(parts.plane(), parts.sealer()));
  }

  static ProductionRings of(ServiceContext context) throws Exception {
    return context.shared(ProductionRings.class, ProductionRings::new);
  }

  /** Those that every tier has. */
  TierRings shared() {
    return shared;
  }

  @Override
  public void close() {}
}
