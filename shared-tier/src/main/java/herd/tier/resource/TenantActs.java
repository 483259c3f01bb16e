package herd.tier.resource;

import static herd.tier.generated.Tables.RESOURCE;
import static org.jooq.impl.DSL.field;

import herd.controlplane.ring.Act;
import herd.controlplane.ring.Claim;
import herd.controlplane.ring.Token;
import herd.fleet.postgres.ScramVerifier;
import herd.fleet.tenant.CreateTenant;
import herd.fleet.tenant.DropTenant;
import herd.fleet.tenant.KillSessions;
import herd.fleet.tenant.ResetTenant;
import herd.fleet.tenant.Tenant;
import herd.fleet.tenant.TenantLimits;
import herd.fleet.tenant.TenantNames;
import herd.fleet.tenant.VacuumTenant;
import herd.tier.Reach;
import herd.tier.generated.tables.records.ResourceRecord;
import herd.tier.generated.tables.records.ServerRecord;
import herd.tier.server.Servers;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.Field;
import org.jooq.TableField;
import org.jooq.UpdateSetFirstStep;

/**
 * Makes the acts on a resource's database and roles that every tier has. On the server each holds
 * the resource alone and the server together with other tenants' acts (SAFETY 3). Each re-reads the
 * wish first: nothing is made or changed for a resource that is no longer wanted.
 */
public final class TenantActs {

  private static final Field<OffsetDateTime> CLOCK =
      field("clock_timestamp()", OffsetDateTime.class);
  private static final Duration SHORT = Duration.ofSeconds(25);
  private static final Duration LONG = Duration.ofSeconds(50);

  private final Reach reach;
  private final Resources resources;
  private final DeepLooks deepLooks;
  private final Function<String, TenantLimits> limits;
  private final Besides besides;

  /** What a tier's tenants have beside a database and its first login. */
  @FunctionalInterface
  public interface Besides {

    /** Follows whatever makes a tenant or its database, in the same act. */
    void make(ResourceRecord now, Tenant tenant);

    Besides NOTHING = (_, _) -> {};
  }

  /**
   * @param limits what a database of a plan, by its name, may use at most
   */
  public TenantActs(
      Reach reach,
      Resources resources,
      DeepLooks deepLooks,
      Function<String, TenantLimits> limits,
      Besides besides) {
    this.reach = reach;
    this.resources = resources;
    this.deepLooks = deepLooks;
    this.limits = limits;
    this.besides = besides;
  }

  public Act create(ResourceRecord row, ServerRecord server) {
    return wanted(
        row,
        server,
        (now, token) -> {
          make(now, server, token);
          // Not of one that has got another server while this worker stood still.
          update()
              .set(RESOURCE.TENANT_MADE_AT, CLOCK)
              .set(RESOURCE.PLAN_APPLIED, now.getPlan())
              .where(RESOURCE.ID.eq(now.getId()), RESOURCE.SERVER_ID.eq(server.getId()))
              .execute();
          return "database and roles made";
        });
  }

  /** The same script makes, finishes and adjusts a tenant. */
  public Act applyPlan(ResourceRecord row, ServerRecord server) {
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

  /** Makes an existing tenant whole again: an attempt against an unreachable database. */
  public Act repair(ResourceRecord row, ServerRecord server) {
    return wanted(
        row,
        server,
        (now, token) -> {
          make(now, server, token);
          return "database and roles are as they should be";
        });
  }

  private void make(ResourceRecord row, ServerRecord server, Token token) {
    Tenant tenant = tenant(row, server, token);
    new CreateTenant(reach.fenced())
        .run(reach.vantage(), tenant, limits.apply(row.getPlan()), verifier(row, tenant), LONG);
    besides.make(row, tenant);
  }

  /** None, once another login has taken the first one's place. */
  private String verifier(ResourceRecord row, Tenant tenant) {
    return row.getLogin().equals(tenant.names().login())
        ? ScramVerifier.of(
            reach.sealer().open(row.getPassword(), Resources.context(row.getId(), "password")))
        : "";
  }

  public Act reset(ResourceRecord row, ServerRecord server) {
    return wanted(
        row,
        server,
        (now, token) -> {
          Tenant tenant = tenant(now, server, token);
          new ResetTenant(reach.fenced())
              .run(reach.vantage(), tenant, List.of(now.getResetExtensions()), LONG);
          besides.make(now, tenant);
          deepLooks.forget(now.getId());
          done(now.getId(), RESOURCE.RESET_DONE, now.getResetAsked());
          return "the database is empty";
        });
  }

  public Act endSessions(ResourceRecord row, ServerRecord server) {
    return wanted(
        row,
        server,
        (now, token) -> {
          new KillSessions(reach.fenced()).run(reach.vantage(), tenant(now, server, token), SHORT);
          done(now.getId(), RESOURCE.CUT_DONE, now.getCutAsked());
          return "its sessions are ended";
        });
  }

  /**
   * @param full gives room back to the disk, and locks each table meanwhile
   * @param then what to note once it is done
   */
  public Act vacuum(
      ResourceRecord row, ServerRecord server, boolean full, Duration limit, Runnable then) {
    return wanted(
        row,
        server,
        (now, token) -> {
          VacuumTenant.Vacuumed done =
              new VacuumTenant(reach.fenced())
                  .run(reach.vantage(), tenant(now, server, token), full, limit);
          deepLooks.forget(now.getId());
          then.run();
          return done.skipped()
              ? "nothing has changed since the last vacuum; it has %d bytes".formatted(done.bytes())
              : "vacuumed to %d bytes".formatted(done.bytes());
        });
  }

  public Act drop(ResourceRecord row, ServerRecord server) {
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

  /** What is done on the server for the resource as its row is then. */
  @FunctionalInterface
  public interface Step {
    String run(ResourceRecord now, Token token) throws Exception;
  }

  /** An act of the tier's own, under the same leases and with the same re-reading of the wish. */
  public Act wanted(ResourceRecord row, ServerRecord server, Step step) {
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

  /** The tenant as scripts on its server need it. */
  public Tenant tenant(ResourceRecord row, ServerRecord server, Token token) {
    return new Tenant(
        Servers.host(server, reach.identity()),
        server.getSystemIdentifier(),
        TenantNames.ofDatabase(row.getDatabase()),
        List.of(
            herd.fleet.act.Claim.exclusive(
                row.getId().toString(), token.generation(), token.number()),
            herd.fleet.act.Claim.shared(
                server.getId().toString(), token.generation(), token.number())));
  }

  private void done(UUID id, TableField<ResourceRecord, Integer> counter, int asked) {
    update().set(counter, asked).where(RESOURCE.ID.eq(id)).execute();
  }

  private UpdateSetFirstStep<ResourceRecord> update() {
    return reach.plane().dsl().update(RESOURCE);
  }
}
