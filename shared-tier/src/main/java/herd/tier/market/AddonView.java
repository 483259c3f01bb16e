package herd.tier.market;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * An add-on as its customer sees it at the marketplace.
 *
 * @param app the name of the app that owns it
 * @param configVars those of this app that are the add-on's
 */
public record AddonView(
    UUID id, String name, String app, Optional<String> appId, List<String> configVars) {

  private static final String URL = "_URL";

  /** What the app that owns it calls it: a config var is an attachment's name and {@code _URL}. */
  public List<String> attachments() {
    return configVars.stream()
        .filter(variable -> variable.endsWith(URL))
        .map(variable -> variable.substring(0, variable.length() - URL.length()))
        .toList();
  }
}
