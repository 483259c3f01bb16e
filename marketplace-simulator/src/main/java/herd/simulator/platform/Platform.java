package herd.simulator.platform;

import herd.simulator.SimulatorConfig;
import herd.simulator.http.Callers;
import herd.simulator.market.Attaching;
import herd.simulator.market.Provisioning;
import herd.simulator.state.ConfigVars;
import herd.simulator.state.Ledger;
import io.javalin.apibuilder.EndpointGroup;
import java.net.URI;
import java.util.List;
import java.util.function.Supplier;

/** The platform api: every group of its routes. */
public final class Platform implements EndpointGroup {
  private final List<EndpointGroup> groups;

  public Platform(
      SimulatorConfig config,
      Ledger ledger,
      Attaching attaching,
      Provisioning provisioning,
      Supplier<URI> self) {
    var clock = config.clock();
    var callers = new Callers(config.customers(), ledger, clock);
    var vars = new ConfigVars(config.manifest());
    var views = new Views(config, self);
    var resolver = new Resolver(callers, config.manifest());
    groups =
        List.of(
            new AccountRoutes(ledger, callers, views, clock),
            new TokenRoutes(config, ledger),
            new AppRoutes(ledger, callers, views, provisioning, clock),
            new ConfigVarRoutes(ledger, callers, vars, clock),
            new ReleaseRoutes(ledger, callers, views),
            new AddonRoutes(config, ledger, callers, views, resolver, attaching, provisioning),
            new PartnerRoutes(ledger, callers, views, attaching, config.manifest(), self),
            new AttachmentRoutes(ledger, callers, views, attaching),
            new ResolveRoutes(ledger, callers, views, resolver, config.manifest()),
            new ServiceRoutes(config, callers, views),
            new SsoRoutes(config, ledger, callers, resolver));
  }

  @Override
  public void addEndpoints() {
    groups.forEach(EndpointGroup::addEndpoints);
  }
}
