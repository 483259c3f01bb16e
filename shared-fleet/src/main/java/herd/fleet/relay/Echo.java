package herd.fleet.relay;

import static java.nio.charset.StandardCharsets.US_ASCII;

import herd.fleet.Vantage;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;

/** A vantage's look at its own reference. */
public final class Echo {

  private static final byte[] WORD = "herd\n".getBytes(US_ASCII);

  private Echo() {}

  /**
   * Whether the echo answers through this vantage in time: if not, the vantage is blind and what it
   * says of others does not count.
   */
  public static boolean answers(Vantage vantage, String host, int port, Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    try (Socket socket = vantage.egress().connect(host, port, limit)) {
      long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
      if (left <= 0) {
        return false;
      }
      socket.setSoTimeout((int) left);
      socket.getOutputStream().write(WORD);
      return Arrays.equals(socket.getInputStream().readNBytes(WORD.length), WORD);
    } catch (IOException blind) {
      return false;
    }
  }
}
