package herd.fleet.tenant;

import herd.fleet.Vantage;
import herd.fleet.act.Claim;
import herd.fleet.act.Fenced;
import herd.fleet.act.Host;
import herd.fleet.act.Script;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Ends sessions of tenants without a login, which nobody gets while the lock table is full. */
public final class EndLockHolders {
  private static final Script SCRIPT = Script.named("end-lock-holders", "sessions");

  private final Fenced fenced;

  public EndLockHolders(Fenced fenced) {
    this.fenced = fenced;
  }

  /** Those of tenants' sessions that have these process ids. */
  public String these(
      Vantage vantage,
      Host host,
      Claim server,
      String systemIdentifier,
      List<Integer> pids,
      Duration limit) {
    String which = pids.stream().map(pid -> Integer.toString(pid)).collect(Collectors.joining(" "));
    return run(vantage, host, server, systemIdentifier, which, limit);
  }

  /** Every session of every tenant. */
  public String all(
      Vantage vantage, Host host, Claim server, String systemIdentifier, Duration limit) {
    return run(vantage, host, server, systemIdentifier, "all", limit);
  }

  /** Whose sessions were ended, as LOGIN:PID; "none" for none. */
  private String run(
      Vantage vantage,
      Host host,
      Claim server,
      String systemIdentifier,
      String which,
      Duration limit) {
    return fenced
        .run(
            vantage,
            host,
            List.of(server),
            SCRIPT,
            Map.of("SYSTEM", systemIdentifier, "WHICH", which),
            new byte[0],
            limit)
        .need("ended");
  }
}
