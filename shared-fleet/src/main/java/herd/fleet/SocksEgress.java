package herd.fleet;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * SOCKS5 CONNECT (RFC 1928) without authentication. The JDK's own client reports a refused proxy, a
 * refused target and a confused proxy alike; here a fault of the proxy is blindness, and only the
 * target's answer speaks for the target.
 */
record SocksEgress(InetSocketAddress proxy) implements Egress {

  private static final byte VERSION = 5;

  @Override
  public Socket connect(String host, int port, Duration limit) throws IOException {
    long deadline = System.nanoTime() + limit.toNanos();
    Socket socket = toProxy(limit);
    try {
      OutputStream out = socket.getOutputStream();
      DataInputStream in = new DataInputStream(socket.getInputStream());
      out.write(request(host, port));
      expire(socket, deadline);
      if (in.readByte() != VERSION || in.readByte() != 0) {
        throw new BlindException("the proxy " + proxy + " wants another SOCKS method");
      }
      expire(socket, deadline);
      judge(in.readNBytes(3), host, port);
      expire(socket, deadline);
      skipAddress(in);
      socket.setSoTimeout(0);
      return socket;
    } catch (BlindException
        | SocketTimeoutException
        | ConnectException
        | NoRouteToHostException
        | RuntimeException e) {
      socket.close();
      throw e;
    } catch (IOException e) {
      // An end or a reset before the proxy's answer is the proxy's own, whatever the target does.
      socket.close();
      throw new BlindException("the proxy " + proxy + " hung up", e);
    }
  }

  private Socket toProxy(Duration limit) throws IOException {
    try {
      return DirectEgress.connect(proxy.getHostString(), proxy.getPort(), limit);
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      throw new BlindException("the proxy " + proxy + " cannot be reached", e);
    }
  }

  /**
   * Greeting and request in one packet: with "no authentication" as the only offer, the answer to
   * the greeting is known.
   */
  private static byte[] request(String host, int port) throws BlindException {
    byte[] name = host.getBytes(StandardCharsets.US_ASCII);
    if (name.length > 255) {
      throw new BlindException("the name is too long for SOCKS: " + host);
    }
    byte[] bytes = new byte[3 + 4 + 1 + name.length + 2];
    byte[] head = {VERSION, 1, 0, VERSION, 1, 0, 3, (byte) name.length};
    System.arraycopy(head, 0, bytes, 0, head.length);
    System.arraycopy(name, 0, bytes, head.length, name.length);
    bytes[bytes.length - 2] = (byte) (port >> 8);
    bytes[bytes.length - 1] = (byte) port;
    return bytes;
  }

  private void judge(byte[] reply, String host, int port) throws IOException {
    if (reply.length < 3 || reply[0] != VERSION) {
      throw new BlindException("the proxy " + proxy + " does not speak SOCKS5");
    }
    switch (reply[1]) {
      case 0 -> {}
      case 4 -> throw new NoRouteToHostException("no route to " + host);
      case 5 -> throw new ConnectException("connection refused by " + host + ":" + port);
      case 6 -> throw new SocketTimeoutException("no answer from " + host + ":" + port);
      default -> throw new BlindException("the proxy " + proxy + " failed with code " + reply[1]);
    }
  }

  private static void skipAddress(DataInputStream in) throws IOException {
    int length =
        switch (in.readByte()) {
          case 1 -> 4;
          case 4 -> 16;
          default -> in.readUnsignedByte();
        };
    in.skipNBytes(length + 2L);
  }

  private static void expire(Socket socket, long deadline) throws IOException {
    long left = deadline - System.nanoTime();
    if (left <= 0) {
      throw new SocketTimeoutException("the proxy did not answer in time");
    }
    socket.setSoTimeout(DirectEgress.millis(Duration.ofNanos(left)));
  }
}
