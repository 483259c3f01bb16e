package herd.tier.addon;

import herd.controlplane.ControlPlane;
import herd.service.Sealer;
import herd.tier.data.Databases;
import herd.tier.data.Offer;
import io.javalin.config.RoutesConfig;

/** Single sign-on, and the page it leads to. These take no Basic credentials. */
public final class SignOnRoutes {

  private final SignOn signOn;

  public SignOnRoutes(
      ControlPlane plane, Offer offer, AddonConfig config, Databases databases, Sealer sealer) {
    this.signOn =
        new SignOn(
            config,
            databases,
            new PlaneClock(plane),
            new Sessions(sealer),
            new DatabasePage(plane, offer));
  }

  public void mount(RoutesConfig routes) {
    routes.post("/sso/login", signOn::byForm);
    routes.get("/heroku/resources/{id}", signOn::byLink);
    routes.get("/databases/{id}", signOn::page);
  }
}
