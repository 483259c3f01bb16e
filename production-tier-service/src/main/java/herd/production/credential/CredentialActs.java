package herd.production.credential;

import static herd.tier.generated.Tables.RESOURCE;

import herd.controlplane.ring.Act;
import herd.fleet.postgres.ScramVerifier;
import herd.fleet.tenant.ApplyCredentials;
import herd.fleet.tenant.Tenant;
import herd.fleet.tenant.TenantLimits;
import herd.fleet.tenant.TenantLogin;
import herd.fleet.tenant.TenantLogin.Fate;
import herd.production.follower.Followers;
import herd.service.Sealer;
import herd.tier.Reach;
import herd.tier.generated.tables.records.ResourceRecord;
import herd.tier.resource.Grant;
import herd.tier.resource.PlatformActs;
import herd.tier.resource.Resources;
import herd.tier.resource.TenantActs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.DSLContext;

/**
 * Makes the logins on the server what the books say, and tells the platform. One act does it all,
 * as often as it is run: what was wished is stored first, what was done afterwards, and only if it
 * is still what was wished.
 *
 * @param limits what one login of a database of a plan, by its name, may use at most
 */
public record CredentialActs(
    Reach reach,
    Resources resources,
    Credentials credentials,
    PlatformActs platform,
    Function<String, TenantLimits> limits)
    implements TenantActs.Besides {

  private static final Duration LIMIT = Duration.ofSeconds(50);

  /** Part of every act that makes the tenant or its database. */
  @Override
  public void make(ResourceRecord now, Tenant tenant) {
    List<Credential> all = credentials.of(reach.plane().dsl(), now.getId());
    if (all.isEmpty()) {
      return;
    }
    List<TenantLogin> logins = new ArrayList<>();
    all.forEach(one -> logins.addAll(logins(now, one)));
    Set<String> busy =
        new ApplyCredentials(reach.fenced())
            .run(reach.vantage(), tenant, limits.apply(now.getPlan()), logins, LIMIT);
    reach.plane().dsl().transaction(tx -> all.forEach(one -> settle(tx.dsl(), now, one, busy)));
  }

  private List<TenantLogin> logins(ResourceRecord row, Credential one) {
    if (!one.wanted()) {
      return List.of(
          TenantLogin.out(Fate.DROP, one.login(), one.owner()),
          TenantLogin.out(Fate.DROP, one.otherLogin(), one.owner()));
    }
    List<TenantLogin> logins = new ArrayList<>();
    logins.add(in(one, one.login(), password(row, one)));
    Optional<Fate> leaving = CredentialsDue.leaving(row, one);
    if (leaving.isPresent()) {
      logins.add(TenantLogin.out(leaving.get(), one.otherLogin(), one.owner()));
    } else {
      one.next()
          .or(one::old)
          .ifPresent(sealed ->
              logins.add(in(one, one.otherLogin(), sealer().open(sealed, one.context()))));
    }
    return logins;
  }

  private static TenantLogin in(Credential one, String login, String password) {
    return TenantLogin.in(login, one.owner(), ScramVerifier.of(password));
  }

  private void settle(DSLContext in, ResourceRecord row, Credential one, Set<String> busy) {
    if (!one.wanted()) {
      Credentials.done(in, one);
      if (!Grant.isTold(row)) {
        Credentials.remove(in, one);
      }
      return;
    }
    if (one.next().isPresent()) {
      turn(in, row, one);
    }
    if (CredentialsDue.leaving(row, one).isPresent() && !busy.contains(one.otherLogin())) {
      Credentials.left(in, one);
    }
    Credentials.done(in, one);
    // The platform is to hear of it, or its customer waits for more.
    reach.plane().subjects().in(in).wished(row.getId());
  }

  /** The other login works: from now on it is the told one, of its followers too. */
  private void turn(DSLContext in, ResourceRecord row, Credential one) {
    String old = sealer().seal(password(row, one), one.context());
    if (Credentials.turned(in, one, old) && one.isDefault()) {
      String next = sealer().open(one.next().orElseThrow(), one.context());
      tell(in, row.getId(), one.otherLogin(), next);
      for (UUID follower : Followers.ofLeader(in, row.getId())) {
        tell(in, follower, one.otherLogin(), next);
        reach.plane().subjects().in(in).wished(follower);
      }
    }
  }

  private void tell(DSLContext in, UUID resource, String login, String password) {
    in.update(RESOURCE)
        .set(RESOURCE.LOGIN, login)
        .set(RESOURCE.PASSWORD, sealer().seal(password, Resources.context(resource, "password")))
        .set(RESOURCE.CONFIG_VERSION, RESOURCE.CONFIG_VERSION.plus(1))
        .where(RESOURCE.ID.eq(resource))
        .execute();
  }

  private String password(ResourceRecord row, Credential one) {
    return one.password()
        .map(sealed -> sealer().open(sealed, one.context()))
        .orElseGet(
            () -> sealer().open(row.getPassword(), Resources.context(row.getId(), "password")));
  }

  /** Tells the platform a credential's URL, or that there is none any more. */
  public Act tell(ResourceRecord row, Credential one) {
    return platform.sendConfig(
        row.getId(),
        "credential:" + one.name(),
        now -> one.wanted() ? url(now, one) : Optional.empty(),
        now -> {
          if (one.wanted()) {
            Credentials.told(reach.plane().dsl(), one, now.getConfigVersion());
          } else {
            Credentials.remove(reach.plane().dsl(), one);
          }
        });
  }

  private Optional<String> url(ResourceRecord row, Credential one) {
    return resources
        .endpoint(row)
        .map(endpoint -> endpoint.as(one.login(), password(row, one)).url());
  }

  private Sealer sealer() {
    return reach.sealer();
  }
}
