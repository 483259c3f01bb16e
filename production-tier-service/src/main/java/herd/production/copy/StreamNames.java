package herd.production.copy;

import java.util.HexFormat;
import java.util.UUID;

/** What an upstream knows those by who stream from it. */
public final class StreamNames {

  private StreamNames() {}

  /** The slot a server streams through, at whatever leader. */
  public static String slot(UUID server) {
    return "herd_" + hex(server);
  }

  /** What a leader knows a standby by: another name with every epoch (SAFETY 11). */
  public static String standby(UUID server, int epoch) {
    return "s" + hex(server) + "-" + epoch;
  }

  /** What a leader knows a follower by: never one of its synchronous names. */
  public static String follower(UUID server) {
    return "f" + hex(server);
  }

  private static String hex(UUID id) {
    return HexFormat.of().toHexDigits(id.getMostSignificantBits());
  }
}
