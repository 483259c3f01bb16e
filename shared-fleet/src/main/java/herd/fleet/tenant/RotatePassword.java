package herd.fleet.tenant;

import herd.fleet.Vantage;
import herd.fleet.act.Fenced;
import herd.fleet.act.Script;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** Gives a tenant another password and cuts the sessions that came in by the old one. */
public final class RotatePassword {
  private static final Script SCRIPT = Script.named("rotate-password", "tenant");

  private final Fenced fenced;

  public RotatePassword(Fenced fenced) {
    this.fenced = fenced;
  }

  /**
   * @param verifier the password's SCRAM verifier, never the password
   */
  public void run(Vantage vantage, Tenant tenant, String verifier, Duration limit) {
    fenced.run(
        vantage,
        tenant.host(),
        tenant.claims(),
        SCRIPT,
        tenant.arguments(Map.of()),
        (verifier + "\n").getBytes(StandardCharsets.US_ASCII),
        limit);
  }
}
