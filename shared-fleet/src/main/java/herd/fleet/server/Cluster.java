package herd.fleet.server;

/**
 * A cluster that was made.
 *
 * @param systemIdentifier Postgres's own id of it; every later act names it and is refused by
 *     another (SAFETY 16)
 * @param certificate the server's TLS certificate, PEM: to be pinned
 * @param version Postgres's version, {@code 15.18}
 */
public record Cluster(String systemIdentifier, String certificate, String version) {}
