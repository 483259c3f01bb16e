package herd.fleet.replication;

import herd.fleet.Vantage;
import herd.fleet.act.Claim;
import herd.fleet.act.Fenced;
import herd.fleet.act.Host;
import herd.fleet.act.Script;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Makes a physical slot, which keeps WAL from that moment on for one standby. On a standby it keeps
 * it for those who will stream from it once it leads, and is advanced by hand (SAFETY 15).
 */
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
    run(vantage, host, claims, systemIdentifier, slot, 0, limit);
  }

  /**
   * The same, and lets go what its standby has: a slot that nobody streams through is advanced.
   *
   * @param position how far the standby is, in bytes since 0/0
   */
  public void run(
      Vantage vantage,
      Host host,
      List<Claim> claims,
      String systemIdentifier,
      String slot,
      long position,
      Duration limit) {
    fenced.run(
        vantage,
        host,
        claims,
        SCRIPT,
        Map.of("SYSTEM", systemIdentifier, "SLOT", Names.slot(slot), "AT", Lsn.text(position)),
        new byte[0],
        limit);
  }
}
