package herd.simulator.market;

import herd.simulator.Manifest;
import herd.simulator.http.Problem;
import herd.simulator.state.Addon;
import herd.simulator.state.App;
import herd.simulator.state.Attachment;
import herd.simulator.state.ConfigVars;
import herd.simulator.state.World;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Shows add-ons to apps and takes them away, with the releases this makes. Works on a draft of the
 * world. An app sees nothing of an add-on, and is not restarted, before it is provisioned.
 */
public final class Attaching {
  /** The name the first database of an app gets; the CLI's default argument. */
  private static final String FIRST = "DATABASE";

  private final Manifest manifest;
  private final ConfigVars vars;
  private final InstantSource clock;

  public Attaching(Manifest manifest, InstantSource clock) {
    this.manifest = manifest;
    this.vars = new ConfigVars(manifest);
    this.clock = clock;
  }

  /**
   * @param wanted the customer's name for it; absent: DATABASE when free, else a colour
   * @param confirm the app's name allows replacing what has the name now, in this one step
   */
  public Attachment attach(
      World world,
      UUID appId,
      Addon addon,
      Optional<String> wanted,
      String namespace,
      Optional<String> confirm,
      String by) {
    App app = world.app(appId).orElseThrow(() -> Problem.notFound("app"));
    if (!namespace.equals(Attachment.DEFAULT) && addon.configOf(namespace).isEmpty()) {
      String kind = namespace.startsWith("credential:") ? "credential" : "pool";
      throw Problem.invalid("invalid " + kind + " provided");
    }
    String name = wanted.map(Names::checkedAttachment).orElseGet(() -> invented(world, app));
    if (!free(world, app, name) && !confirm.equals(Optional.of(app.name()))) {
      throw Problem.confirmationRequired(
          "Adding %s to app %s would overwrite existing vars %s"
              .formatted(name, app.name(), vars.urlVar(name)));
    }
    Optional<Attachment> replaced =
        world.attachmentsOn(appId).stream().filter(a -> a.name().equals(name)).findFirst();
    var attachment = new Attachment(UUID.randomUUID(), name, appId, addon.id(), namespace, now());
    world.put(attachment);
    replaced.ifPresent(old -> detach(world, old, by));
    withoutVar(world, appId, vars.urlVar(name));
    released(world, attachment, "Attach", by);
    return attachment;
  }

  /** The owning app keeps one attachment at least: else nobody could name the add-on there. */
  public void detach(World world, Attachment attachment, String by) {
    boolean owning =
        world.addon(attachment.addon()).filter(a -> a.app().equals(attachment.app())).isPresent();
    long there =
        world.attachmentsOf(attachment.addon()).stream()
            .filter(a -> a.app().equals(attachment.app()))
            .count();
    if (owning && there == 1) {
      throw Problem.invalid("Cannot destroy last attachment to billing app resource");
    }
    remove(world, attachment, by);
  }

  /** The add-on is up: every app it is attached to gets its vars and restarts. */
  public Addon provisioned(World world, Addon addon, String by) {
    Addon up = addon.withState(Addon.State.PROVISIONED, now());
    world.put(up);
    world.attachmentsOf(addon.id()).forEach(a -> released(world, a, "Attach", by));
    return up;
  }

  /** One release for each app that sees the namespace. */
  public Addon configured(
      World world, Addon addon, String namespace, Map<String, Optional<String>> changes) {
    Addon changed = addon.withConfig(namespace, changes, now());
    world.put(changed);
    if (addon.provisioned() && !changed.config().equals(addon.config())) {
      Map<UUID, String> names = new TreeMap<>();
      world.attachmentsOf(addon.id()).stream()
          .filter(a -> a.namespace().equals(namespace))
          .forEach(a -> names.merge(a.app(), a.name(), (one, other) -> one + ", " + other));
      names.forEach(
          (app, list) -> release(world, app, "Update " + list + " by " + manifest.id(), partner()));
    }
    return changed;
  }

  /** The add-on, its attachments and the provider's right to it are gone. */
  public void removed(World world, Addon addon, String by) {
    world.attachmentsOf(addon.id()).forEach(attachment -> remove(world, attachment, by));
    world.addons().remove(addon.id());
    world.removals().remove(addon.id());
    world.grants().values().removeIf(grant -> grant.addon().equals(addon.id()));
    world.refreshTokens().values().removeIf(addon.id()::equals);
  }

  /** Who the releases that the provider makes are by. */
  public String partner() {
    return manifest.id() + "@addons.heroku.com";
  }

  private String invented(World world, App app) {
    return free(world, app, FIRST)
        ? FIRST
        : Names.ofAttachment(manifest.prefix(), name -> free(world, app, name));
  }

  private boolean free(World world, App app, String name) {
    return world.attachmentsOn(app.id()).stream().noneMatch(a -> a.name().equals(name))
        && !app.vars().containsKey(vars.urlVar(name));
  }

  private void remove(World world, Attachment attachment, String by) {
    world.attachments().remove(attachment.id());
    released(world, attachment, "Detach", by);
  }

  private void released(World world, Attachment attachment, String what, String by) {
    world
        .addon(attachment.addon())
        .filter(Addon::provisioned)
        .map(addon -> "%s %s (@ref:%s)".formatted(what, attachment.name(), addon.name()))
        .ifPresent(description -> release(world, attachment.app(), description, by));
  }

  private void release(World world, UUID app, String description, String by) {
    world.edit(app, a -> a.released(description, by, now()));
  }

  private static void withoutVar(World world, UUID app, String name) {
    world.edit(
        app,
        a ->
            a.withVars(
                a.vars().entrySet().stream()
                    .filter(e -> !e.getKey().equals(name))
                    .collect(
                        Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue))));
  }

  private Instant now() {
    return clock.instant();
  }
}
