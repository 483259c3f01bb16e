package herd.fleet.replication;

import herd.fleet.Vantage;
import herd.fleet.act.Claim;
import herd.fleet.act.Fenced;
import herd.fleet.act.Host;
import herd.fleet.act.Script;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Makes a physical slot, which keeps WAL from that moment on for one standby. */
public final class CreateSlot {
  private static final Script SCRIPT = Script.named("create-slot");

  private final Fenced fenced;

  public CreateSlot(Fenced fenced) {
    this.fenced = fenced;
  }

  public void run(
      Vantage vantage,
      Host host,
      List<Claim> claims,
      String systemIdentifier,
      String slot,
      Duration limit) {
    fenced.run(
        vantage,
        host,
        claims,
        SCRIPT,
        Map.of("SYSTEM", systemIdentifier, "SLOT", Names.slot(slot)),
        new byte[0],
        limit);
  }
}
