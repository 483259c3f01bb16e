package herd.fleet.server;

import herd.fleet.Vantage;
import herd.fleet.act.Answer;
import herd.fleet.act.Claim;
import herd.fleet.act.Fenced;
import herd.fleet.act.Host;
import herd.fleet.act.Script;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Makes a server's cluster: checksums, C.UTF-8, TLS, the monitor role and the tenants' template. It
 * is left stopped; where there is one already, that one is described.
 */
public final class CreateCluster {
  private static final Script SCRIPT = Script.named("create-cluster");
  private static final Map<String, String> SQL =
      Map.of(
          "SQL_SERVER",
          Script.resource("server.sql"),
          "SQL_TEMPLATE",
          Script.resource("template.sql"));

  private final Fenced fenced;

  public CreateCluster(Fenced fenced) {
    this.fenced = fenced;
  }

  /**
   * @param monitorVerifier the SCRAM verifier of the role {@code herd_monitor}; the first one stays
   */
  public Cluster run(
      Vantage vantage,
      Host host,
      Claim server,
      ClusterSpec spec,
      String monitorVerifier,
      Duration limit) {
    Map<String, String> arguments = new java.util.HashMap<>(SQL);
    boolean numeric = spec.address().matches("[0-9.]+|.*:.*");
    arguments.put("CERTIFICATE_NAME", spec.name());
    arguments.put("CERTIFICATE_NAMES", (numeric ? "IP:" : "DNS:") + spec.address());
    arguments.put("LISTEN", spec.listen());
    arguments.put("PORT", Integer.toString(spec.port()));
    arguments.put("MAX_CONNECTIONS", Integer.toString(spec.maxConnections()));
    arguments.put("RESERVED_CONNECTIONS", Integer.toString(spec.reservedConnections()));
    arguments.put("EXTENSIONS", String.join(",", spec.extensions()));
    arguments.put("SHARED_BUFFERS_MB", Integer.toString(Math.max(16, spec.memoryMb() / 8)));
    arguments.put("CACHE_MB", Integer.toString(Math.max(32, spec.memoryMb() / 2)));
    arguments.put("MAINTENANCE_MB", Integer.toString(Math.clamp(spec.memoryMb() / 16, 16, 512)));
    Answer answer =
        fenced.run(
            vantage,
            host,
            List.of(server),
            SCRIPT,
            arguments,
            (monitorVerifier + "\n").getBytes(StandardCharsets.US_ASCII),
            limit);
    return new Cluster(
        answer.need("system_identifier"),
        new String(
            Base64.getDecoder().decode(answer.need("certificate")), StandardCharsets.US_ASCII),
        answer.need("version"));
  }
}
