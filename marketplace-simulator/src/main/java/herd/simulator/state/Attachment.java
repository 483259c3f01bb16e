package herd.simulator.state;

import java.time.Instant;
import java.util.UUID;

/**
 * An add-on shown to an app under a name: {@code DATABASE} gives the app {@code DATABASE_URL}.
 *
 * @param namespace which of the add-on's configs is shown: {@link #DEFAULT}, or {@code
 *     credential:NAME}
 */
public record Attachment(
    UUID id, String name, UUID app, UUID addon, String namespace, Instant createdAt) {
  /** The unnamed namespace; JSON says null. */
  public static final String DEFAULT = "";
}
