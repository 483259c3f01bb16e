package herd.tier;

import herd.controlplane.ControlPlane;
import herd.service.Sealer;
import herd.tier.addon.AddonConfig;
import herd.tier.addon.AddonRoutes;
import herd.tier.addon.SignOnRoutes;
import herd.tier.data.DataRoutes;
import herd.tier.data.Databases;
import herd.tier.data.Offer;
import herd.tier.market.Market;
import herd.tier.resource.Resources;
import io.javalin.config.JavalinConfig;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Everything a tier answers to the marketplace, to customers and to their browsers. Handlers read
 * rows and record wishes; they never reach for a server.
 *
 * @param offer what the tier has of its own for customers
 * @param sealer seals the cookies of sign-on sessions; every web process must have the same key
 * @param initialState the state a resource begins its life in
 * @param extensions those a customer may have
 */
public record TierRoutes(
    ControlPlane plane,
    Tier tier,
    Offer offer,
    Resources resources,
    Market market,
    AddonConfig addon,
    Sealer sealer,
    Enum<?> initialState,
    Set<String> extensions)
    implements Consumer<JavalinConfig> {

  @Override
  public void accept(JavalinConfig config) {
    Databases databases = new Databases(plane, tier, resources);
    new AddonRoutes(tier, addon, resources, databases, initialState).mount(config.routes);
    new SignOnRoutes(plane, offer, addon, databases, sealer).mount(config.routes);
    new DataRoutes(tier, offer, market, resources, databases, extensions).mount(config.routes);
  }
}
