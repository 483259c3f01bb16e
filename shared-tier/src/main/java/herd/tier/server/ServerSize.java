package herd.tier.server;

import herd.tier.generated.tables.records.ServerRecord;

/**
 * How large a server is made.
 *
 * @param diskBytes the disk that holds the data
 * @param capacityBytes how much of it tenants may reserve
 * @param capacityConnections how many connections tenants may reserve; with the reserve for the
 *     monitor and the operators they make up max_connections (SAFETY 19)
 */
public record ServerSize(
    int memoryMb, long diskBytes, long capacityBytes, int capacityConnections) {

  /** Connections beyond the tenants': the monitor's, the operators', maintenance. */
  public static final int RESERVE = 50;

  /** As a server was made. */
  public static ServerSize of(ServerRecord server) {
    return new ServerSize(
        server.getMemoryMb(),
        server.getDiskBytes(),
        server.getCapacityBytes(),
        server.getCapacityConnections());
  }

  public int maxConnections() {
    return capacityConnections + RESERVE;
  }
}
