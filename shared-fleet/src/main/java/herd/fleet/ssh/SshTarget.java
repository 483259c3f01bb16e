package herd.fleet.ssh;

/**
 * Where a server's SSH endpoint is, and how each side knows the other. Safe to log.
 *
 * @param hostKey the server's pinned public key, one line: {@code ssh-ed25519 AAAA…}
 * @param identity the key we log in with
 */
public record SshTarget(String host, int port, String user, String hostKey, SshIdentity identity) {
  public SshTarget {
    if (hostKey.strip().split(" ").length < 2) {
      throw new IllegalArgumentException("a host key is two words, type and key: " + hostKey);
    }
  }

  /** {@code user@host:port}. */
  public String address() {
    return user + "@" + host + ":" + port;
  }

  String hostKeyType() {
    return hostKey.strip().split(" ")[0];
  }

  String hostKeyData() {
    return hostKey.strip().split(" ")[1];
  }
}
