package herd.simulator;

import java.util.Locale;
import java.util.UUID;

/**
 * What the marketplace and the add-on's provider agreed on (addon-provider.md, section 1).
 *
 * @param id the slug users type and the user name of the calls to the provider
 * @param password the password of those calls
 * @param ssoSalt the shared secret of single sign-on tokens
 * @param clientSecret what the provider exchanges grant codes with
 */
public record Manifest(String id, String password, String ssoSalt, String clientSecret) {
  /** Every config var of the add-on starts with this and an underscore. */
  public String prefix() {
    return id.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  /** The one config var the provider sends; an attachment NAME shows it as NAME_URL. */
  public String urlVar() {
    return prefix() + "_URL";
  }

  public UUID serviceId() {
    return StableId.of("service", id);
  }

  @Override
  public String toString() {
    return "Manifest[" + id + "]";
  }
}
