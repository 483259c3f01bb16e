package herd.simulator.platform;

import herd.simulator.Manifest;
import herd.simulator.http.Caller;
import herd.simulator.http.Callers;
import herd.simulator.http.Problem;
import herd.simulator.state.Addon;
import herd.simulator.state.App;
import herd.simulator.state.Attachment;
import herd.simulator.state.ConfigVars;
import herd.simulator.state.World;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What users may call a database by (heroku-cli.md, section 4, "Resolver semantics"). */
final class Resolver {
  private final Callers callers;
  private final ConfigVars vars;
  private final String slug;

  Resolver(Callers callers, Manifest manifest) {
    this.callers = callers;
    this.vars = new ConfigVars(manifest);
    this.slug = manifest.id();
  }

  /** By attachment name, config var, attachment id, add-on name or add-on id. */
  List<Attachment> attachments(
      World world, Caller.User user, String wanted, Optional<String> appName) {
    List<Attachment> found =
        visible(world, user, appName)
            .filter(a ->
                shownAs(world, a, wanted)
                    || a.id().toString().equals(wanted)
                    || world.addon(a.addon()).filter(addon -> is(addon, wanted)).isPresent())
            .toList();
    if (found.isEmpty()) {
      throw Problem.notFound("add_on attachment");
    }
    return found;
  }

  /** By add-on name or id, else by what names an attachment, else by the service or its plan. */
  List<Addon> addons(World world, Caller.User user, String wanted, Optional<String> appName) {
    Optional<App> app = appName.map(name -> callers.app(world, user, name));
    List<Addon> direct =
        app.map(a -> world.addonsOn(a.id()))
            .orElseGet(() -> world.addons().values().stream())
            .filter(addon -> is(addon, wanted))
            .filter(addon -> callers.owns(world, user, addon.app()))
            .toList();
    if (!direct.isEmpty()) {
      return direct;
    }
    List<Addon> attached =
        visible(world, user, appName)
            .filter(a -> shownAs(world, a, wanted))
            .flatMap(a -> world.addon(a.addon()).stream())
            .distinct()
            .toList();
    if (!attached.isEmpty()) {
      return attached;
    }
    List<Addon> ofService =
        app.stream()
            .flatMap(a -> world.addonsOn(a.id()))
            .filter(a -> wanted.equals(slug) || wanted.equals(slug + ":" + a.plan()))
            .toList();
    if (ofService.isEmpty()) {
      throw Problem.notFound("add_on");
    }
    return ofService;
  }

  /** The one add-on of a path; several are a conflict. */
  Addon addon(World world, Caller.User user, String wanted, Optional<String> appName) {
    List<Addon> found = addons(world, user, wanted, appName);
    if (found.size() > 1) {
      throw Problem.conflict(
          "Ambiguous identifier; multiple matching add-ons found: "
              + String.join(", ", found.stream().map(Addon::name).toList())
              + ".");
    }
    return found.getFirst();
  }

  private Stream<Attachment> visible(World world, Caller.User user, Optional<String> appName) {
    return appName
        .map(name -> world.attachmentsOn(callers.app(world, user, name).id()).stream())
        .orElseGet(() ->
            world.attachments().values().stream().filter(a -> callers.owns(world, user, a.app())));
  }

  private boolean shownAs(World world, Attachment attachment, String wanted) {
    return attachment.name().equalsIgnoreCase(wanted)
        || vars.names(world, attachment).stream().anyMatch(wanted::equalsIgnoreCase);
  }

  private static boolean is(Addon addon, String wanted) {
    return addon.name().equals(wanted) || addon.id().toString().equals(wanted);
  }
}
