package herd.fleet.tenant;

import herd.fleet.Vantage;
import herd.fleet.act.Fenced;
import herd.fleet.act.Script;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes all logins of a tenant what they are to be. */
public final class ApplyCredentials {
  private static final Script SCRIPT = Script.named("apply-credentials", "tenant");

  private final Fenced fenced;

  public ApplyCredentials(Fenced fenced) {
    this.fenced = fenced;
  }

  /**
   * @param limits each login's; together they have no more connections than one
   * @return the logins that were to leave and still have a session
   */
  public Set<String> run(
      Vantage vantage,
      Tenant tenant,
      TenantLimits limits,
      List<TenantLogin> logins,
      Duration limit) {
    String lines = logins.stream().map(TenantLogin::line).collect(Collectors.joining());
    return fenced
        .run(
            vantage,
            tenant.host(),
            tenant.claims(),
            SCRIPT,
            tenant.arguments(limits.arguments()),
            lines.getBytes(StandardCharsets.US_ASCII),
            limit)
        .value("busy")
        .map(roles -> Set.of(roles.split(" ")))
        .orElse(Set.of());
  }
}
