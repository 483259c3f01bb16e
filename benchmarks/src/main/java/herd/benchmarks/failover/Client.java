package herd.benchmarks.failover;

/** How customers' programs hold their connections. */
enum Client {
  LIBPQ("libpq, kept connection, 2 s limit", true),
  PGJDBC("pgjdbc, kept connection, socketTimeout 2 s", true),
  PGJDBC_FRESH("pgjdbc, a fresh connection for every write", false);

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

  Door door(Libpq pq, Address address) {
    return this == LIBPQ ? new LibpqDoor(pq, address) : new Pgjdbc(address);
  }
}
