package herd.fleet.relay;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Accepts connections on loopback and serves each on a virtual thread. Closing it closes every
 * connection, and nobody who connects later is served.
 */
final class LoopbackServer implements AutoCloseable {

  /** Serves one connection; the socket is closed when it returns or throws. */
  @FunctionalInterface
  interface Service {
    void serve(Socket client) throws IOException, InterruptedException;
  }

  private final ServerSocket listener;
  private final Service service;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  /**
   * @param port zero for any free one
   */
  LoopbackServer(String name, int port, Service service) throws IOException {
    this.service = service;
    this.listener = new ServerSocket();
    listener.setReuseAddress(true);
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1024);
    Thread.ofVirtual().name(name).start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        if (listener.isClosed()) {
          // The JDK lets a waiting accept() take one more client after the close of its listener.
          closeQuietly(client);
          continue;
        }
        open.add(client);
        Thread.ofVirtual().start(() -> serve(client));
      }
    } catch (IOException closed) {
      // Once more, for a client that was accepted while close() went through the others.
      close();
    }
  }

  private void serve(Socket client) {
    try (client) {
      client.setTcpNoDelay(true);
      service.serve(client);
    } catch (IOException hungUp) {
      // Either side may go at any time: that is what a connection does.
      open.remove(client);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(client);
    }
  }

  @Override
  public void close() {
    closeQuietly(listener);
    open.forEach(LoopbackServer::closeQuietly);
  }

  static void closeQuietly(Closeable closeable) {
    try {
      closeable.close();
    } catch (IOException gone) {
      // Nothing is left to release.
      assert gone != null;
    }
  }
}
