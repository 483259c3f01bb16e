package herd.fleet.standin;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A stand-in in a process of its own, so that its cost is not the looking side's. Arguments: port,
 * verifier file, certificate file, key file, and N to have the endpoint of every Nth address hang
 * (0 for none). Prints {@code ready PORT} and ends with its standard input.
 */
public final class StandInProcess {

  private StandInProcess() {}

  /** Address number n of the fleet: 127.0.1.0, 127.0.1.1 and so on. */
  public static String address(int n) {
    int host = n + 256;
    return "127." + (host >> 16) + "." + ((host >> 8) & 255) + "." + (host & 255);
  }

  public static void main(String[] args) throws IOException {
    System.setProperty("jdk.tls.server.newSessionTicketCount", "0");
    int hangEvery = Integer.parseInt(args[4]);
    try (StandIn standIn =
        StandIn.encrypted(
            Integer.parseInt(args[0]),
            address ->
                hangEvery > 0 && number(address) % hangEvery == 0 ? Manner.HANGS : Manner.ANSWERS,
            Files.readString(Path.of(args[1])).strip(),
            sql -> List.of("1"),
            Files.readString(Path.of(args[2])),
            Files.readString(Path.of(args[3])))) {
      System.out.println("ready " + standIn.port());
      System.in.transferTo(OutputStream.nullOutputStream());
    }
  }

  private static int number(InetAddress address) {
    byte[] bytes = address.getAddress();
    return ((bytes[1] & 255) << 16) + ((bytes[2] & 255) << 8) + (bytes[3] & 255) - 256;
  }
}
