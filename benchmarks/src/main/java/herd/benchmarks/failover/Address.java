package herd.benchmarks.failover;

import java.net.URI;
import java.util.List;

/**
 * Where a database may be found, and by whom.
 *
 * @param ports of its servers, the leader's first, all on the loopback address
 * @param sslmode as both client libraries spell it
 */
record Address(String user, String password, String database, List<String> ports, String sslmode) {

  static final String HOST = "127.0.0.1";

  Address {
    ports = List.copyOf(ports);
  }

  static Address of(URI url, List<String> ports) {
    String[] credentials = url.getUserInfo().split(":", 2);
    return new Address(
        credentials[0], credentials[1], url.getPath().substring(1), ports, "require");
  }
}
