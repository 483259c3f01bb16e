package herd.fleet;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/** A plain TCP connection from this host. */
final class DirectEgress {

  private DirectEgress() {}

  static Socket connect(String host, int port, Duration limit) throws IOException {
    long deadline = System.nanoTime() + limit.toNanos();
    InetSocketAddress address = new InetSocketAddress(Names.resolve(host, limit), port);
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.connect(address, millis(Duration.ofNanos(deadline - System.nanoTime())));
      return socket;
    } catch (ConnectException e) {
      socket.close();
      // ENETUNREACH: this host has no route at all. A refusal, or a host that does not answer ARP,
      // is about them.
      throw String.valueOf(e.getMessage()).contains("Network is unreachable")
          ? new BlindException("this host has no route to " + host, e)
          : e;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /** At least one: a time-out of zero means for ever. */
  static int millis(Duration limit) {
    return Math.clamp(limit.toMillis(), 1, Integer.MAX_VALUE);
  }
}
