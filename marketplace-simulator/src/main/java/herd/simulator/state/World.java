package herd.simulator.state;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Everything the marketplace knows. The values are immutable; the maps are written only while the
 * world is a draft inside {@link Ledger#change}.
 *
 * @param refreshTokens token to add-on
 * @param removals add-ons the provider is being asked to remove, and for whom
 * @param leftovers add-ons that are gone here and may still exist at the provider
 */
public record World(
    Map<UUID, App> apps,
    Map<UUID, Addon> addons,
    Map<UUID, Attachment> attachments,
    Map<String, Grant> grants,
    Map<String, AccessToken> accessTokens,
    Map<String, UUID> refreshTokens,
    Map<UUID, Authorization> authorizations,
    Map<UUID, String> removals,
    Set<UUID> leftovers) {

  static World empty() {
    return new World(
        Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Set.of());
  }

  World draft() {
    return new World(
        new LinkedHashMap<>(apps),
        new LinkedHashMap<>(addons),
        new LinkedHashMap<>(attachments),
        new LinkedHashMap<>(grants),
        new LinkedHashMap<>(accessTokens),
        new LinkedHashMap<>(refreshTokens),
        new LinkedHashMap<>(authorizations),
        new LinkedHashMap<>(removals),
        new LinkedHashSet<>(leftovers));
  }

  public Optional<App> app(UUID id) {
    return Optional.ofNullable(apps.get(id));
  }

  public Optional<App> app(String nameOrId) {
    return apps.values().stream()
        .filter(app -> app.name().equals(nameOrId) || app.id().toString().equals(nameOrId))
        .findFirst();
  }

  public Optional<Addon> addon(UUID id) {
    return Optional.ofNullable(addons.get(id));
  }

  public Optional<Addon> addon(String nameOrId) {
    return addons.values().stream()
        .filter(addon -> addon.name().equals(nameOrId) || addon.id().toString().equals(nameOrId))
        .findFirst();
  }

  public List<Attachment> attachmentsOn(UUID app) {
    return attachments.values().stream().filter(a -> a.app().equals(app)).toList();
  }

  public List<Attachment> attachmentsOf(UUID addon) {
    return attachments.values().stream().filter(a -> a.addon().equals(addon)).toList();
  }

  /** Owned by the app or attached to it. */
  public Stream<Addon> addonsOn(UUID app) {
    return addons.values().stream()
        .filter(addon ->
            addon.app().equals(app)
                || attachmentsOf(addon.id()).stream().anyMatch(a -> a.app().equals(app)));
  }

  public void put(App app) {
    apps.put(app.id(), app);
  }

  public void put(Addon addon) {
    addons.put(addon.id(), addon);
  }

  public void put(Attachment attachment) {
    attachments.put(attachment.id(), attachment);
  }

  public void edit(UUID app, UnaryOperator<App> change) {
    app(app).ifPresent(found -> put(change.apply(found)));
  }
}
