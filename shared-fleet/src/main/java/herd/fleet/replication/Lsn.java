package herd.fleet.replication;

/** A position in the WAL: {@code 16/B374D848}, or the bytes since 0/0. */
public final class Lsn {
  private Lsn() {}

  public static long bytes(String lsn) {
    int slash = lsn.indexOf('/');
    if (slash < 1) {
      throw new IllegalArgumentException("not a position in the WAL: " + lsn);
    }
    return Long.parseLong(lsn, 0, slash, 16) << 32
        | Long.parseLong(lsn, slash + 1, lsn.length(), 16);
  }

  public static String text(long bytes) {
    return "%X/%X".formatted(bytes >>> 32, bytes & 0xFFFF_FFFFL);
  }
}
