package herd.production.api;

import herd.controlplane.ControlPlane;
import herd.tier.data.Database;
import herd.tier.data.InfoLines.Line;
import herd.tier.data.Offer;
import herd.tier.plan.Plans;
import java.util.List;

/** The data API's table of contents, as far as it is this tier's own. */
public final class ProductionOffer implements Offer {

  private final CustomerInfo info;

  public ProductionOffer(ControlPlane plane, Plans plans) {
    this.info = new CustomerInfo(plane.dsl(), plans);
  }

  @Override
  public List<Line> info(Database database) {
    return info.of(database);
  }
}
