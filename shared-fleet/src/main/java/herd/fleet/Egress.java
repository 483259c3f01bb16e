package herd.fleet;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/** The way out of a vantage. Safe to share between threads. */
@FunctionalInterface
public interface Egress {

  /**
   * Opens a TCP connection with TCP_NODELAY set. On a virtual thread an interrupt ends it at once.
   *
   * @throws BlindException when this side is at fault: an unknown name, no network, a broken proxy
   * @throws java.net.SocketTimeoutException when the limit passed
   * @throws java.net.ConnectException when the far end refused
   */
  Socket connect(String host, int port, Duration limit) throws IOException;

  /** Straight from this host. */
  static Egress direct() {
    return DirectEgress::connect;
  }

  /** Through a SOCKS5 proxy without authentication, which also resolves the names. */
  static Egress socks(String proxyHost, int proxyPort) {
    return new SocksEgress(InetSocketAddress.createUnresolved(proxyHost, proxyPort));
  }
}
