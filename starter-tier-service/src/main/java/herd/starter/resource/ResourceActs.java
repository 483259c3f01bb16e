package herd.starter.resource;

import static herd.tier.generated.Tables.RESOURCE;
import static org.jooq.impl.DSL.field;

import herd.controlplane.ring.Act;
import herd.controlplane.ring.Claim;
import herd.controlplane.ring.Token;
import herd.fleet.postgres.ScramVerifier;
import herd.fleet.tenant.CreateTenant;
import herd.fleet.tenant.DropTenant;
import herd.fleet.tenant.EndLongTransactions;
import herd.fleet.tenant.KillSessions;
import herd.fleet.tenant.LimitTenant;
import herd.fleet.tenant.ResetTenant;
import herd.fleet.tenant.Tenant;
import herd.fleet.tenant.TenantLimits;
import herd.fleet.tenant.TenantNames;
import herd.fleet.tenant.UnlimitTenant;
import herd.fleet.tenant.VacuumTenant;
import herd.service.Sealer;
import herd.tier.Reach;
import herd.tier.Tier;
import herd.tier.generated.tables.records.ResourceRecord;
import herd.tier.generated.tables.records.ServerRecord;
import herd.tier.plan.Plan;
import herd.tier.resource.Resources;
import herd.tier.server.Servers;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Field;
import org.jooq.TableField;
import org.jooq.UpdateSetFirstStep;

/**
 * Makes the acts of a resource's life. On the server each holds the resource alone and the server
 * together with other tenants' acts (SAFETY 3). Each re-reads the wish first: nothing is made or
 * changed for a resource that is no longer wanted.
 */
final class ResourceActs {

  private static final Field<OffsetDateTime> CLOCK =
      field("clock_timestamp()", OffsetDateTime.class);
  private static final Duration SHORT = Duration.ofSeconds(25);
  private static final Duration LONG = Duration.ofSeconds(50);
  private static final Duration VACUUM = Duration.ofMinutes(9);
  private static final Duration IDLE_IN_TRANSACTION = Duration.ofMinutes(30);
  private static final long TEMPORARY_FILES = 1L << 30;

  private final Reach reach;
  private final Tier tier;
  private final Resources resources;
  private final Sealer sealer;
  private final Limits limits;
  private final DeepLooks deepLooks;

  ResourceActs(Reach reach, Tier tier, Resources resources, Limits limits, DeepLooks deepLooks) {
    this.reach = reach;
    this.tier = tier;
    this.resources = resources;
    this.sealer = reach.sealer();
    this.limits = limits;
    this.deepLooks = deepLooks;
  }

  Act place(ResourceRecord row) {
    return Act.ofBooks(
        () -> resources.place(row.getId()) ? "placed" : "no server has room; one is being made");
  }

  Act createTenant(ResourceRecord row, ServerRecord server) {
    return wanted(
        row,
        server,
        (now, token) -> {
          make(now, server, token);
          update()
              .set(RESOURCE.TENANT_MADE_AT, CLOCK)
              .set(RESOURCE.PLAN_APPLIED, now.getPlan())
              .where(RESOURCE.ID.eq(now.getId()))
              .execute();
          return "database and roles made";
        });
  }

  /** The same script makes, finishes and adjusts a tenant. */
  Act applyPlan(ResourceRecord row, ServerRecord server) {
    return wanted(
        row,
        server,
        (now, token) -> {
          make(now, server, token);
          update()
              .set(RESOURCE.PLAN_APPLIED, now.getPlan())
              .where(RESOURCE.ID.eq(now.getId()))
              .execute();
          return "the limits of " + now.getPlan() + " hold";
        });
  }

  /** Makes an existing tenant whole again: an attempt against resource_unavailable. */
  Act repair(ResourceRecord row, ServerRecord server) {
    return wanted(
        row,
        server,
        (now, token) -> {
          make(now, server, token);
          return "database and roles are as they should be";
        });
  }

  private void make(ResourceRecord row, ServerRecord server, Token token) {
    Plan plan = tier.plans().get(row.getPlan());
    String password = sealer.open(row.getPassword(), Resources.context(row.getId(), "password"));
    new CreateTenant(reach.fenced())
        .run(
            reach.vantage(),
            tenant(row, server, token),
            new TenantLimits(plan.connections(), IDLE_IN_TRANSACTION, TEMPORARY_FILES),
            ScramVerifier.of(password),
            LONG);
  }

  Act reset(ResourceRecord row, ServerRecord server) {
    return wanted(
        row,
        server,
        (now, token) -> {
          new ResetTenant(reach.fenced())
              .run(
                  reach.vantage(),
                  tenant(now, server, token),
                  List.of(now.getResetExtensions()),
                  LONG);
          deepLooks.forget(now.getId());
          done(now.getId(), RESOURCE.RESET_DONE, now.getResetAsked());
          return "the database is empty";
        });
  }

  Act endSessions(ResourceRecord row, ServerRecord server) {
    return wanted(
        row,
        server,
        (now, token) -> {
          new KillSessions(reach.fenced()).run(reach.vantage(), tenant(now, server, token), SHORT);
          done(now.getId(), RESOURCE.CUT_DONE, now.getCutAsked());
          return "its sessions are ended";
        });
  }

  Act endLongTransactions(ResourceRecord row, ServerRecord server) {
    return wanted(
        row,
        server,
        (now, token) ->
            "%d sessions with a transaction of over %d s ended"
                .formatted(
                    new EndLongTransactions(reach.fenced())
                        .run(
                            reach.vantage(),
                            tenant(now, server, token),
                            limits.longestTransaction(),
                            SHORT),
                    limits.longestTransaction().toSeconds()));
  }

  Act takeWriting(ResourceRecord row, ServerRecord server) {
    return wanted(
        row,
        server,
        (now, token) -> {
          long bytes =
              new LimitTenant(reach.fenced())
                  .run(
                      reach.vantage(),
                      tenant(now, server, token),
                      tier.plans().get(now.getPlan()).connections(),
                      LONG);
          update().set(RESOURCE.LIMITED_AT, CLOCK).where(RESOURCE.ID.eq(now.getId())).execute();
          return "writing is taken away at %d bytes".formatted(bytes);
        });
  }

  Act giveWriting(ResourceRecord row, ServerRecord server) {
    return wanted(
        row,
        server,
        (now, token) -> {
          new UnlimitTenant(reach.fenced())
              .run(
                  reach.vantage(),
                  tenant(now, server, token),
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
    return wanted(
        row,
        server,
        (now, token) -> {
          long bytes =
              new VacuumTenant(reach.fenced())
                  .run(reach.vantage(), tenant(now, server, token), true, VACUUM);
          deepLooks.forget(now.getId());
          update().set(RESOURCE.VACUUMED_AT, CLOCK).where(RESOURCE.ID.eq(now.getId())).execute();
          return "vacuumed to %d bytes".formatted(bytes);
        });
  }

  Act dropTenant(ResourceRecord row, ServerRecord server) {
    return onServer(
        row,
        token -> {
          if (server.getDestroyedAt() == null) {
            new DropTenant(reach.fenced()).run(reach.vantage(), tenant(row, server, token), LONG);
          }
          deepLooks.forget(row.getId());
          update()
              .set(RESOURCE.TENANT_DROPPED_AT, CLOCK)
              .where(RESOURCE.ID.eq(row.getId()))
              .execute();
          return "database and roles are gone";
        });
  }

  private interface Step {
    String run(ResourceRecord now, Token token);
  }

  private Act wanted(ResourceRecord row, ServerRecord server, Step step) {
    return onServer(
        row,
        token -> {
          Optional<ResourceRecord> now =
              resources
                  .find(row.getId())
                  .filter(found -> found.getDeprovisionedAt() == null)
                  .filter(found -> server.getId().equals(found.getServerId()));
          return now.isPresent() ? step.run(now.get(), token) : "no longer wanted";
        });
  }

  /** Whatever fails on a server is a reason to look at the server itself, at once. */
  private Act onServer(ResourceRecord row, Act.Leased act) {
    return Act.under(
        List.of(Claim.alone(row.getId()), Claim.together(row.getServerId())),
        token -> {
          try {
            return act.run(token);
          } catch (Exception e) {
            lookAt(row.getServerId(), e);
            throw e;
          }
        });
  }

  private void lookAt(UUID server, Exception because) {
    try {
      reach.plane().subjects().due(server);
    } catch (RuntimeException booksAway) {
      because.addSuppressed(booksAway);
    }
  }

  private Tenant tenant(ResourceRecord row, ServerRecord server, Token token) {
    return new Tenant(
        Servers.host(server, reach.identity()),
        server.getSystemIdentifier(),
        TenantNames.of(row.getId()),
        List.of(
            herd.fleet.act.Claim.exclusive(
                row.getId().toString(), token.generation(), token.number()),
            herd.fleet.act.Claim.shared(
                server.getId().toString(), token.generation(), token.number())));
  }

  private void done(UUID id, TableField<ResourceRecord, Integer> counter, int asked) {
    reach.plane().dsl().update(RESOURCE).set(counter, asked).where(RESOURCE.ID.eq(id)).execute();
  }

  private UpdateSetFirstStep<ResourceRecord> update() {
    return reach.plane().dsl().update(RESOURCE);
  }
}
