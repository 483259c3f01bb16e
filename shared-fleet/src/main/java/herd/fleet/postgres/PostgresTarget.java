package herd.fleet.postgres;

/**
 * A Postgres to log in to, and how to know that it is the right one.
 *
 * @param user a role with a SCRAM verifier; weaker methods are refused, "trust" included
 */
public record PostgresTarget(String host, int port, String user, Secret secret, TlsTrust tls) {}
