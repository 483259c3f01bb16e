package herd.fleet.relay;

import herd.fleet.Egress;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A vantage's way out on a laptop: a small SOCKS5 relay (RFC 1928, CONNECT only) on loopback that
 * can be cut. While it is cut, nothing passes in either direction, and nobody is told: established
 * connections hang, new ones are not answered. After {@link #mend()} what hung goes on. Idle, it
 * costs two parked virtual threads a connection.
 */
public final class SocksRelay implements AutoCloseable {

  private static final int CONNECT_MILLIS = 30_000;
  private static final int FILE_MILLIS = 250;

  private final Cut cut;
  private final LoopbackServer server;
  private final ScheduledExecutorService clock;

  private SocksRelay(int port, Optional<Path> cutFile) throws IOException {
    this.cut = new Cut(cutFile);
    this.clock =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("herd-relay-clock").factory());
    this.server = new LoopbackServer("herd-relay", port, this::serve);
    if (cutFile.isPresent()) {
      var _ =
          clock.scheduleWithFixedDelay(
              cut::lookAtFile, FILE_MILLIS, FILE_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /** A relay on the given loopback port, or on any free one for zero. */
  public static SocksRelay on(int port) throws IOException {
    return new SocksRelay(port, Optional.empty());
  }

  /** The same; it is also cut while the file exists. */
  public static SocksRelay on(int port, Path cutFile) throws IOException {
    return new SocksRelay(port, Optional.of(cutFile));
  }

  public int port() {
    return server.port();
  }

  /** The way out through this relay. */
  public Egress egress() {
    return Egress.socks("127.0.0.1", port());
  }

  public void cut() {
    cut.cut();
  }

  public void mend() {
    cut.mend();
  }

  @Override
  public void close() {
    clock.shutdownNow();
    server.close();
    cut.mend();
  }

  private void serve(Socket client) throws IOException, InterruptedException {
    DataInputStream in = new DataInputStream(client.getInputStream());
    OutputStream out = client.getOutputStream();
    InetSocketAddress target = target(in, out);
    cut.pass();
    try (Socket far = new Socket()) {
      far.setTcpNoDelay(true);
      byte failure = connect(far, target);
      cut.pass();
      out.write(new byte[] {5, failure, 0, 1, 0, 0, 0, 0, 0, 0});
      if (failure == 0) {
        Thread back = Thread.ofVirtual().start(() -> pumpUntilEnd(far, client));
        pumpUntilEnd(client, far);
        back.join();
      }
    }
  }

  /** Takes greeting and request; the one method is "no authentication". */
  private static InetSocketAddress target(DataInputStream in, OutputStream out) throws IOException {
    in.readByte();
    in.skipNBytes(in.readUnsignedByte());
    out.write(new byte[] {5, 0});
    in.skipNBytes(3);
    byte[] address =
        switch (in.readByte()) {
          case 1 -> in.readNBytes(4);
          case 4 -> in.readNBytes(16);
          default -> InetAddress.getByName(name(in)).getAddress();
        };
    return new InetSocketAddress(InetAddress.getByAddress(address), in.readUnsignedShort());
  }

  private static String name(DataInputStream in) throws IOException {
    return new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.US_ASCII);
  }

  /** The reply code of RFC 1928 section 6. */
  private static byte connect(Socket far, InetSocketAddress target) {
    try {
      far.connect(target, CONNECT_MILLIS);
      return 0;
    } catch (SocketTimeoutException e) {
      return 6;
    } catch (java.net.NoRouteToHostException e) {
      return 4;
    } catch (IOException e) {
      return 5;
    }
  }

  /**
   * Copies one direction to its end, and passes the end on: a half-closed connection stays
   * half-open.
   */
  private void pumpUntilEnd(Socket from, Socket to) {
    byte[] buffer = new byte[4096];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        cut.pass();
        out.write(buffer, 0, count);
      }
      cut.pass();
      to.shutdownOutput();
    } catch (IOException reset) {
      LoopbackServer.closeQuietly(from);
      LoopbackServer.closeQuietly(to);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
