package herd.fleet.server;

import herd.fleet.Vantage;
import herd.fleet.act.Claim;
import herd.fleet.act.Fenced;
import herd.fleet.act.Host;
import herd.fleet.act.Script;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Gives the monitor role its password and its limits again. */
public final class SetMonitor {
  private static final Script SCRIPT = Script.named("set-monitor");

  private final Fenced fenced;

  public SetMonitor(Fenced fenced) {
    this.fenced = fenced;
  }

  public void run(
      Vantage vantage,
      Host host,
      Claim server,
      String systemIdentifier,
      String verifier,
      Duration limit) {
    fenced.run(
        vantage,
        host,
        List.of(server),
        SCRIPT,
        Map.of("SYSTEM", systemIdentifier),
        (verifier + "\n").getBytes(StandardCharsets.US_ASCII),
        limit);
  }
}
