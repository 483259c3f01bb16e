package herd.production.resource;

import herd.controlplane.ring.Act;
import herd.fleet.replication.ApplySettings;
import herd.fleet.tenant.Tenant;
import herd.production.plan.ProductionPlan;
import herd.production.plan.Settings;
import herd.tier.Reach;
import herd.tier.generated.tables.records.ResourceRecord;
import herd.tier.generated.tables.records.ServerRecord;
import herd.tier.plan.Plans;
import herd.tier.resource.TenantActs;
import java.time.Duration;
import java.util.Set;

/** Gives a database on one server what its plan says: Postgres's settings, then the limits. */
record PlanActs(Reach reach, Plans plans, TenantActs tenants) {

  private static final Duration LIMIT = Duration.ofSeconds(50);

  Act apply(ResourceRecord row, ServerRecord leader) {
    Act limits = tenants.applyPlan(row, leader);
    return Act.under(
        limits.claims(),
        token -> {
          Tenant tenant = tenants.tenant(row, leader, token);
          Set<String> afterRestart =
              new ApplySettings(reach.fenced())
                  .run(
                      reach.vantage(),
                      tenant.host(),
                      tenant.claims(),
                      tenant.systemIdentifier(),
                      Settings.of(ProductionPlan.of(plans, row.getPlan())),
                      LIMIT);
          return limits.run(token)
              + (afterRestart.isEmpty()
                  ? ""
                  : "; after the next restart: " + String.join(", ", afterRestart));
        });
  }
}
