package herd.starter.resource;

import static herd.tier.generated.Tables.RESOURCE;
import static org.jooq.impl.DSL.field;

import herd.controlplane.ring.Act;
import herd.fleet.tenant.EndLongTransactions;
import herd.fleet.tenant.LimitTenant;
import herd.fleet.tenant.UnlimitTenant;
import herd.tier.Reach;
import herd.tier.Tier;
import herd.tier.generated.tables.records.ResourceRecord;
import herd.tier.generated.tables.records.ServerRecord;
import herd.tier.resource.Resources;
import herd.tier.resource.TenantActs;
import java.time.Duration;
import java.time.OffsetDateTime;
import org.jooq.Field;
import org.jooq.UpdateSetFirstStep;

/** Makes the acts that only a resource on a shared server needs: its place and its limits. */
final class ResourceActs {

  private static final Field<OffsetDateTime> CLOCK =
      field("clock_timestamp()", OffsetDateTime.class);
  private static final Duration SHORT = Duration.ofSeconds(25);
  private static final Duration LONG = Duration.ofSeconds(50);
  private static final Duration VACUUM = Duration.ofMinutes(9);

  private final Reach reach;
  private final Tier tier;
  private final Resources resources;
  private final TenantActs tenants;
  private final Limits limits;

  ResourceActs(Reach reach, Tier tier, Resources resources, TenantActs tenants, Limits limits) {
    this.reach = reach;
    this.tier = tier;
    this.resources = resources;
    this.tenants = tenants;
    this.limits = limits;
  }

  Act place(ResourceRecord row) {
    return Act.ofBooks(
        () -> resources.place(row.getId()) ? "placed" : "no server has room; one is being made");
  }

  Act endLongTransactions(ResourceRecord row, ServerRecord server) {
    return tenants.wanted(
        row,
        server,
        (now, token) ->
            "%d sessions with a transaction of over %d s ended"
                .formatted(
                    new EndLongTransactions(reach.fenced())
                        .run(
                            reach.vantage(),
                            tenants.tenant(now, server, token),
                            limits.longestTransaction(),
                            SHORT),
                    limits.longestTransaction().toSeconds()));
  }

  Act takeWriting(ResourceRecord row, ServerRecord server) {
    return tenants.wanted(
        row,
        server,
        (now, token) -> {
          long bytes =
              new LimitTenant(reach.fenced())
                  .run(
                      reach.vantage(),
                      tenants.tenant(now, server, token),
                      tier.plans().get(now.getPlan()).connections(),
                      LONG);
          update().set(RESOURCE.LIMITED_AT, CLOCK).where(RESOURCE.ID.eq(now.getId())).execute();
          return "writing is taken away at %d bytes".formatted(bytes);
        });
  }

  Act giveWriting(ResourceRecord row, ServerRecord server) {
    return tenants.wanted(
        row,
        server,
        (now, token) -> {
          new UnlimitTenant(reach.fenced())
              .run(
                  reach.vantage(),
                  tenants.tenant(now, server, token),
                  tier.plans().get(now.getPlan()).connections(),
                  LONG);
          update()
              .setNull(RESOURCE.LIMITED_AT)
              .setNull(RESOURCE.OVER_SINCE)
              .setNull(RESOURCE.VACUUMED_AT)
              .where(RESOURCE.ID.eq(now.getId()))
              .execute();
          return "writing is given back";
        });
  }

  Act vacuum(ResourceRecord row, ServerRecord server) {
    return tenants.vacuum(
        row,
        server,
        true,
        VACUUM,
        () ->
            update().set(RESOURCE.VACUUMED_AT, CLOCK).where(RESOURCE.ID.eq(row.getId())).execute());
  }

  private UpdateSetFirstStep<ResourceRecord> update() {
    return reach.plane().dsl().update(RESOURCE);
  }
}
