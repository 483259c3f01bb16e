package herd.fleet.server;

import herd.fleet.Vantage;
import herd.fleet.act.Claim;
import herd.fleet.act.Fenced;
import herd.fleet.act.Host;
import herd.fleet.act.Script;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes a server's cluster: checksums, C.UTF-8, TLS, the monitor role and the tenants' template. It
 * is left stopped; where there is one already, that one is described.
 */
public final class CreateCluster {
  private static final Script SCRIPT = Script.named("create-cluster", "conf");
  private static final Map<String, String> SQL =
      Map.of(
          "SQL_SERVER",
          Script.resource("server.sql"),
          "SQL_TEMPLATE",
          Script.resource("template.sql"),
          "SQL_REPLICATION",
          Script.resource("replication.sql"));

  private final Fenced fenced;

  public CreateCluster(Fenced fenced) {
    this.fenced = fenced;
  }

  /**
   * A cluster that nothing streams from.
   *
   * @param monitorVerifier the SCRAM verifier of the role {@code herd_monitor}; the first one stays
   */
  public Cluster run(
      Vantage vantage,
      Host host,
      Claim server,
      ClusterSpec spec,
      String monitorVerifier,
      Duration limit) {
    return run(vantage, host, server, spec, monitorVerifier, Optional.empty(), limit);
  }

  /**
   * @param replicationVerifier the SCRAM verifier of the role {@code herd_replication}, where
   *     standbys may be; the first one stays
   */
  public Cluster run(
      Vantage vantage,
      Host host,
      Claim server,
      ClusterSpec spec,
      String monitorVerifier,
      Optional<String> replicationVerifier,
      Duration limit) {
    Map<String, String> arguments = new HashMap<>(SQL);
    arguments.putAll(spec.arguments());
    String secrets = monitorVerifier + "\n" + replicationVerifier.orElse("") + "\n";
    return Cluster.from(
        fenced.run(
            vantage,
            host,
            List.of(server),
            SCRIPT,
            arguments,
            secrets.getBytes(StandardCharsets.US_ASCII),
            limit));
  }
}
