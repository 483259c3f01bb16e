package herd.benchmarks.failover;

/** How customers' programs hold their connections. */
enum Client {
  LIBPQ("libpq, kept connection, 2 s limit", true),
  PGJDBC("pgjdbc, kept connection, socketTimeout 2 s", true),
  PGJDBC_FRESH("pgjdbc, a fresh connection for every write", false),
  ONE_ADDRESS("pgjdbc, the config var's one address, read again after a failure", true);

  private final String words;
  private final boolean held;

  Client(String words, boolean held) {
    this.words = words;
    this.held = held;
  }

  String words() {
    return words;
  }

  /** Keeps its connection until it fails. */
  boolean held() {
    return held;
  }
}
