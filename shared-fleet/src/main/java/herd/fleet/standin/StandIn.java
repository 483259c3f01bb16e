package herd.fleet.standin;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Stands in for a whole fleet of Postgres servers where only the looking side is measured or
 * misbehaviour is wanted: one listener answers at every address of 127.0.0.0/8, so that each
 * address is an endpoint of its own. It speaks start-up, TLS, SCRAM and the extended protocol, and
 * gives one row of text for any statement.
 */
public final class StandIn implements AutoCloseable {

  private final ServerSocket listener;
  private final Function<InetAddress, Manner> manners;
  private final String verifier;
  private final Optional<StandInTls> tls;
  private final Function<String, List<String>> rowFor;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  private StandIn(
      int port,
      Function<InetAddress, Manner> manners,
      String verifier,
      Optional<StandInTls> tls,
      Function<String, List<String>> rowFor)
      throws IOException {
    this.manners = manners;
    this.verifier = verifier;
    this.tls = tls;
    this.rowFor = rowFor;
    this.listener = new ServerSocket();
    listener.setReuseAddress(true);
    listener.bind(new InetSocketAddress(port), 4096);
    Thread.ofVirtual().name("herd-stand-in").start(this::accept);
  }

  /**
   * Starts one without TLS.
   *
   * @param port zero for any free one
   * @param manners how the endpoint at each loopback address behaves
   * @param verifier of the one role everybody logs in as
   * @param rowFor the row a statement gives
   */
  public static StandIn plain(
      int port,
      Function<InetAddress, Manner> manners,
      String verifier,
      Function<String, List<String>> rowFor)
      throws IOException {
    return new StandIn(port, manners, verifier, Optional.empty(), rowFor);
  }

  /** Starts one that speaks TLS when asked to, with an EC key in PEM. */
  public static StandIn encrypted(
      int port,
      Function<InetAddress, Manner> manners,
      String verifier,
      Function<String, List<String>> rowFor,
      String certificatePem,
      String keyPem)
      throws IOException {
    StandInTls tls = new StandInTls(certificatePem, keyPem);
    return new StandIn(port, manners, verifier, Optional.of(tls), rowFor);
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** How many clients are connected. */
  public int clients() {
    return open.size();
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

  /**
   * The listener stands at the wildcard address, the only way to have all of 127.0.0.0/8; whoever
   * comes from elsewhere is turned away.
   */
  private void serve(Socket client) {
    try (client) {
      client.setTcpNoDelay(true);
      if (client.getInetAddress().isLoopbackAddress()) {
        Manner manner = manners.apply(client.getLocalAddress());
        new StandInSession(client, manner, verifier, tls, rowFor).serve(client);
      }
    } catch (IOException gone) {
      // Clients come and go: that is what is measured.
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
    open.forEach(StandIn::closeQuietly);
  }

  private static void closeQuietly(Closeable closeable) {
    try {
      closeable.close();
    } catch (IOException gone) {
      // Nothing is left to release.
      assert gone != null;
    }
  }
}
