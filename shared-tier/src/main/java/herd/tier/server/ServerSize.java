package herd.tier.server;

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

  public int maxConnections() {
    return capacityConnections + RESERVE;
  }
}
