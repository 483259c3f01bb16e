package herd.service.http;

import herd.service.Variables;

/**
 * Where a web process listens. Port 0 takes any free one.
 *
 * @param host an address of this machine; loopback unless {@code HERD_BIND} says otherwise
 */
public record HttpConfig(String host, int port) {

  /** No request of a contract is near this size; a body beyond it is refused with 413. */
  public static final int MOST_BODY_BYTES = 1 << 20;

  /** The CLI's Request-Id grows to about 7 kB, and headers come on top. */
  public static final int MOST_HEADER_BYTES = 16 << 10;

  /**
   * {@code PORT}, which platforms set for their web process, wins over the service's own variable.
   */
  public static HttpConfig from(Variables variables, String portVariable, int otherwise) {
    int own = variables.integer(portVariable, otherwise, 0, 65_535);
    return new HttpConfig(
        variables.text("HERD_BIND", "127.0.0.1"), variables.integer("PORT", own, 0, 65_535));
  }

  /** Any free port of loopback: for tests. */
  public static HttpConfig anyPort() {
    return new HttpConfig("127.0.0.1", 0);
  }
}
