package herd.fleet.relay;

import java.io.IOException;

/**
 * Sends back what it gets: a vantage's reference, which fails only when the vantage's own way out
 * does.
 */
public final class EchoServer implements AutoCloseable {

  private final LoopbackServer server;

  private EchoServer(int port) throws IOException {
    server =
        new LoopbackServer(
            "herd-echo",
            port,
            client -> client.getInputStream().transferTo(client.getOutputStream()));
  }

  /** An echo on the given loopback port, or on any free one for zero. */
  public static EchoServer on(int port) throws IOException {
    return new EchoServer(port);
  }

  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.close();
  }
}
