package herd.production.resource;

import herd.controlplane.ring.Act;
import herd.controlplane.ring.Claim;
import herd.controlplane.ring.Token;
import herd.fleet.replication.AppliedSettings;
import herd.fleet.replication.ApplySettings;
import herd.fleet.tenant.Tenant;
import herd.production.follower.Followers;
import herd.production.maintenance.Maintenance;
import herd.production.maintenance.Maintenances;
import herd.production.plan.ProductionPlan;
import herd.production.setting.ServerSettings;
import herd.production.setting.SettingsDue;
import herd.production.setting.WantedSettings;
import herd.tier.Reach;
import herd.tier.generated.tables.records.ResourceRecord;
import herd.tier.generated.tables.records.ServerRecord;
import herd.tier.plan.Plans;
import herd.tier.resource.TenantActs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jooq.DSLContext;

/** Gives a database's servers the settings of Postgres that they are to have. */
record PlanActs(Reach reach, Plans plans, TenantActs tenants) {

  private static final Duration LIMIT = Duration.ofSeconds(50);
  private static final String WHY = "settings_need_restart";

  /**
   * One server after the other. What holds only after a restart waits for a maintenance, which is
   * planned here: nobody is restarted unannounced.
   *
   * @param lacking the standby first; it says what it runs with before its leader is told
   */
  Act settings(ResourceRecord row, List<ServerRecord> lacking) {
    List<Claim> claims = new ArrayList<>(List.of(Claim.alone(row.getId())));
    lacking.forEach(server -> claims.add(Claim.together(server.getId())));
    return Act.under(
        claims,
        token -> {
          Set<String> later = new TreeSet<>();
          for (ServerRecord server : lacking) {
            later.addAll(give(row, server, token).afterRestart());
          }
          String told = "%d server(s) have their settings".formatted(lacking.size());
          if (later.isEmpty()) {
            return told;
          }
          DSLContext in = reach.plane().dsl();
          if (Followers.of(in, row.getId()).isEmpty()) {
            String method = Maintenance.method(ProductionPlan.of(plans, row.getPlan()));
            Maintenances.plan(in, row.getId(), method, WHY);
          }
          return told + "; after the next restart: " + String.join(", ", later);
        });
  }

  /** As the books are now: the customer may have changed them meanwhile. */
  private AppliedSettings give(ResourceRecord row, ServerRecord server, Token token) {
    DSLContext in = reach.plane().dsl();
    WantedSettings wanted = SettingsDue.of(in, plans, row.getId()).wantedOn(server.getId());
    Tenant tenant = tenants.tenant(row, server, token);
    AppliedSettings applied =
        new ApplySettings(reach.fenced())
            .run(
                reach.vantage(),
                tenant.host(),
                tenant.claims(),
                tenant.systemIdentifier(),
                wanted.all(),
                LIMIT);
    if (applied.room().isEmpty()) {
      throw new IllegalStateException("Postgres does not run on server " + server.getId());
    }
    ServerSettings.given(in, server.getId(), wanted, applied);
    return applied;
  }
}
