package herd.production.resource;

import herd.controlplane.ring.Act;
import herd.controlplane.ring.Claim;
import herd.controlplane.ring.Token;
import herd.fleet.replication.ApplySettings;
import herd.fleet.tenant.Tenant;
import herd.production.plan.ProductionPlan;
import herd.production.setting.CustomerSettings;
import herd.tier.Reach;
import herd.tier.generated.tables.records.ResourceRecord;
import herd.tier.generated.tables.records.ServerRecord;
import herd.tier.plan.Plans;
import herd.tier.resource.TenantActs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jooq.DSLContext;

/**
 * Gives a database's servers what its plan says and its customer chose: Postgres's settings,
 * limits.
 */
record PlanActs(Reach reach, Plans plans, TenantActs tenants) {

  private static final Duration LIMIT = Duration.ofSeconds(50);

  Act apply(ResourceRecord row, ServerRecord leader) {
    Act limits = tenants.applyPlan(row, leader);
    return Act.under(
        limits.claims(),
        token -> {
          Set<String> afterRestart = give(row, leader, token);
          return limits.run(token)
              + (afterRestart.isEmpty()
                  ? ""
                  : "; after the next restart: " + String.join(", ", afterRestart));
        });
  }

  /** The leader and its standby alike, so that a failover changes no setting. */
  Act settings(ResourceRecord row, List<ServerRecord> servers) {
    List<Claim> claims = new ArrayList<>(List.of(Claim.alone(row.getId())));
    servers.forEach(server -> claims.add(Claim.together(server.getId())));
    return Act.under(
        claims,
        token -> {
          servers.forEach(server -> give(row, server, token));
          return "%d server(s) have what the customer has set".formatted(servers.size());
        });
  }

  private Set<String> give(ResourceRecord row, ServerRecord server, Token token) {
    DSLContext in = reach.plane().dsl();
    int asked = CustomerSettings.asked(in, row.getId());
    Tenant tenant = tenants.tenant(row, server, token);
    Set<String> afterRestart =
        new ApplySettings(reach.fenced())
            .run(
                reach.vantage(),
                tenant.host(),
                tenant.claims(),
                tenant.systemIdentifier(),
                CustomerSettings.all(in, row.getId(), ProductionPlan.of(plans, row.getPlan())),
                LIMIT);
    CustomerSettings.done(in, server.getId(), asked);
    return afterRestart;
  }
}
