package herd.tier.addon;

import herd.tier.Tier;
import herd.tier.data.Databases;
import herd.tier.resource.Resources;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.UUID;

/** The add-on API, both contracts on the same paths. */
public final class AddonRoutes {

  private static final String ALL = "/heroku/resources";
  private static final String ONE = "/heroku/resources/{id}";

  private final Resources resources;
  private final Caller caller;
  private final Provisions provisions;
  private final PlanChanges planChanges;

  public AddonRoutes(
      Tier tier,
      AddonConfig config,
      Resources resources,
      Databases databases,
      Enum<?> initialState) {
    Choices choices = new Choices(tier, config.regions(), resources.versions());
    ProvisionBody bodies =
        new ProvisionBody(choices, config.regions(), new Leaders(resources, databases));
    this.resources = resources;
    this.caller = new Caller(config);
    this.provisions = new Provisions(resources, databases, bodies, config, initialState);
    this.planChanges = new PlanChanges(resources, databases, choices);
  }

  public void mount(RoutesConfig routes) {
    routes.post(ALL, caller.only(provisions::provision));
    routes.put(ONE, caller.only(planChanges::change));
    routes.delete(ONE, caller.only(this::deprovision));
  }

  /** Section 5: taken over at once, finished by the ring. */
  private void deprovision(Context ctx) {
    UUID id = Caller.resource(ctx);
    if (resources.find(id).isEmpty()) {
      throw Caller.unknown();
    }
    if (!resources.deprovision(id)) {
      throw Caller.gone();
    }
    ctx.status(204);
  }
}
