package herd.production.credential;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

/**
 * One credential of a database as the books have it. It has two logins, of which one is told to the
 * customer; a rotation makes the other and tells that one, while the first may be used until nobody
 * does. Their names derive from the database's, so from a resource's id, and from the credential's
 * name (SAFETY 4).
 *
 * @param slot which of its two logins is told, 0 or 1
 * @param password sealed, of the told login; empty for the default, whose is the resource's
 * @param next sealed, of the other login while it is still to be made
 * @param old sealed, of the other login while it may still be used
 * @param ripe apps have had their time to learn the told login
 * @param forced the old login's sessions are cut
 * @param told the platform knows the told login, where the server is now
 * @param due something was asked for and not done
 * @param wanted false once it is to go
 */
public record Credential(
    UUID resource,
    String database,
    String name,
    int slot,
    Optional<String> password,
    Optional<String> next,
    Optional<String> old,
    boolean ripe,
    boolean forced,
    boolean told,
    boolean due,
    boolean wanted,
    int version,
    int asked,
    int done) {

  public static final String DEFAULT = "default";

  public boolean isDefault() {
    return name.equals(DEFAULT);
  }

  /** The login the customer is told. */
  public String login() {
    return login(slot);
  }

  /** The one before it, or after it. */
  public String otherLogin() {
    return login(1 - slot);
  }

  /** To whom everything belongs that its logins make. */
  String owner() {
    return isDefault() ? login(0) : name;
  }

  /**
   * Its row is there only since something was asked; the first login was made with the database.
   */
  public boolean made() {
    return isDefault() || done > 0;
  }

  public boolean rotating() {
    return next.isPresent() || old.isPresent();
  }

  String login(int which) {
    return isDefault()
        ? (which == 0 ? "u" : "v") + database.substring(1)
        : (which == 0 ? "a" : "b") + derived();
  }

  private String derived() {
    byte[] seed = "credential/%s/%s".formatted(database, name).getBytes(StandardCharsets.UTF_8);
    return UUID.nameUUIDFromBytes(seed).toString().replace("-", "");
  }

  /** What its sealed texts are bound to. */
  public String context() {
    return context(resource, name);
  }

  static String context(UUID resource, String name) {
    return "credential/" + resource + "/" + name;
  }
}
