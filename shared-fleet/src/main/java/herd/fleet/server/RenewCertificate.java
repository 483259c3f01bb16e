package herd.fleet.server;

import herd.fleet.Vantage;
import herd.fleet.act.Claim;
import herd.fleet.act.Fenced;
import herd.fleet.act.Host;
import herd.fleet.act.Script;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives a server a new certificate over its key, and lets Postgres show it without a restart.
 * Whoever pinned the old one must learn the new one from the answer. Every run makes another.
 */
public final class RenewCertificate {
  private static final Script SCRIPT = Script.named("renew-certificate", "conf", "pooler");

  private final Fenced fenced;

  public RenewCertificate(Fenced fenced) {
    this.fenced = fenced;
  }

  public Cluster run(
      Vantage vantage,
      Host host,
      Claim server,
      ClusterSpec spec,
      String systemIdentifier,
      Duration limit) {
    Map<String, String> arguments = new HashMap<>(spec.arguments());
    arguments.put("SYSTEM", systemIdentifier);
    return Cluster.from(
        fenced.run(vantage, host, List.of(server), SCRIPT, arguments, new byte[0], limit));
  }
}
