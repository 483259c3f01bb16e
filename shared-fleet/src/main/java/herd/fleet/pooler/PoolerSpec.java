package herd.fleet.pooler;

import herd.fleet.provider.Machine;
import java.util.Map;

/**
 * How a pooler is to run.
 *
 * @param listen what it listens on: {@code *}, or one address
 * @param port its own on that machine
 * @param serverConnections what it may open to Postgres for customers, all logins together
 */
public record PoolerSpec(String listen, int port, int serverConnections) {

  public PoolerSpec {
    if (port < 1 || port > 65_535 || serverConnections < 1) {
      throw new IllegalArgumentException(
          "no pooler can run on port %d with %d connections".formatted(port, serverConnections));
    }
  }

  /** For a machine as its provider describes it. */
  public static PoolerSpec of(Machine machine, int serverConnections) {
    boolean loopback = machine.address().startsWith("127.");
    return new PoolerSpec(
        loopback ? machine.address() : "*", machine.poolerPort(), serverConnections);
  }

  Map<String, String> arguments() {
    return Map.of(
        "LISTEN", listen,
        "POOLER_PORT", Integer.toString(port),
        "SERVER_CONNECTIONS", Integer.toString(serverConnections));
  }
}
