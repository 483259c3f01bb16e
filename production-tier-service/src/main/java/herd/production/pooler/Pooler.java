package herd.production.pooler;

import java.util.UUID;

/**
 * The connection pool of one database as the books have it.
 *
 * @param started it was started where the leader is now
 * @param port where it listens there; 0 until it was started
 * @param told the platform knows its URL as it is now
 * @param late more than a minute has passed since it was wanted, and since the leader came there
 */
public record Pooler(UUID resource, boolean started, int port, boolean told, boolean late) {

  /** The namespace of the add-on's config that attachments of the pool show. */
  public static final String NAMESPACE = "connection-pooling:default";

  public boolean ready() {
    return started && told;
  }
}
