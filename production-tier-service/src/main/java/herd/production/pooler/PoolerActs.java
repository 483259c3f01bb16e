package herd.production.pooler;

import herd.controlplane.ring.Act;
import herd.fleet.pooler.PoolerSpec;
import herd.fleet.pooler.StartPooler;
import herd.fleet.provider.Machine;
import herd.fleet.tenant.Tenant;
import herd.production.high.Aftermath;
import herd.production.plan.ProductionPlan;
import herd.tier.Reach;
import herd.tier.generated.tables.records.ResourceRecord;
import herd.tier.generated.tables.records.ServerRecord;
import herd.tier.plan.Plans;
import herd.tier.resource.PlatformActs;
import herd.tier.resource.Resources;
import herd.tier.resource.Resources.Endpoint;
import herd.tier.resource.TenantActs;
import herd.tier.server.Servers;
import java.time.Duration;
import java.util.Optional;

/**
 * Starts a database's pooler on the server that leads, and tells the platform its URL. Each can be
 * run twice.
 */
public record PoolerActs(
    Reach reach, Plans plans, Resources resources, Servers servers, PlatformActs platform)
    implements TenantActs.Besides {

  private static final Duration LIMIT = Duration.ofSeconds(40);

  /** The rest of a plan's connections is for those who come directly. */
  private static final int PERCENT_OF_CONNECTIONS = 75;

  /**
   * @param afresh what runs is ended first: it is of no use
   */
  public Act start(TenantActs tenants, ResourceRecord row, ServerRecord leader, boolean afresh) {
    return tenants.wanted(
        row,
        leader,
        (now, token) -> {
          if (Poolers.of(reach.plane().dsl(), now.getId()).isEmpty()) {
            return "nobody wants a pool of it";
          }
          int port = start(now, leader, tenants.tenant(now, leader, token), afresh);
          Poolers.started(reach.plane().dsl(), now.getId(), leader.getId(), port);
          return "its pooler listens on port " + port;
        });
  }

  /** A database that was made anew has lost what its pooler asks for logins. */
  @Override
  public void make(ResourceRecord now, Tenant tenant) {
    if (Poolers.of(reach.plane().dsl(), now.getId()).filter(Pooler::started).isPresent()) {
      servers.find(now.getServerId()).ifPresent(leader -> start(now, leader, tenant, false));
    }
  }

  private int start(ResourceRecord now, ServerRecord leader, Tenant tenant, boolean afresh) {
    Machine machine =
        reach
            .provider()
            .describe(leader.getProviderId())
            .orElseThrow(() -> new IllegalStateException("its machine is gone"));
    int connections = ProductionPlan.of(plans, now.getPlan()).plan().connections();
    PoolerSpec spec = PoolerSpec.of(machine, connections * PERCENT_OF_CONNECTIONS / 100);
    new StartPooler(reach.fenced()).run(reach.vantage(), tenant, spec, afresh, LIMIT);
    return spec.port();
  }

  public Act tell(ResourceRecord row) {
    return platform.sendConfig(
        row.getId(),
        Pooler.NAMESPACE,
        now -> Optional.of(url(now)),
        now -> {
          Poolers.told(reach.plane().dsl(), now.getId(), now.getServerId(), now.getConfigVersion());
          Aftermath.poolTold(reach.plane().dsl(), now.getId());
        });
  }

  /** Never the new leader's address with the old one's port. */
  private String url(ResourceRecord now) {
    Pooler pooler =
        Poolers.of(reach.plane().dsl(), now.getId())
            .filter(Pooler::started)
            .orElseThrow(() -> new IllegalStateException("the leader has moved meanwhile"));
    Endpoint direct = resources.endpoint(now).orElseThrow();
    return new Endpoint(
            direct.host(), pooler.port(), direct.database(), direct.user(), direct.password())
        .url();
  }
}
