package herd.simulator.platform;

import static io.javalin.apibuilder.ApiBuilder.delete;
import static io.javalin.apibuilder.ApiBuilder.get;
import static io.javalin.apibuilder.ApiBuilder.patch;
import static io.javalin.apibuilder.ApiBuilder.post;

import herd.simulator.http.Answers;
import herd.simulator.http.Body;
import herd.simulator.http.Caller;
import herd.simulator.http.Callers;
import herd.simulator.http.Problem;
import herd.simulator.market.Names;
import herd.simulator.market.Provisioning;
import herd.simulator.market.Regions;
import herd.simulator.state.Addon;
import herd.simulator.state.App;
import herd.simulator.state.Attachment;
import herd.simulator.state.Ledger;
import herd.simulator.state.World;
import io.javalin.apibuilder.EndpointGroup;
import io.javalin.http.Context;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** Apps, and the parts of them that are always empty here. */
final class AppRoutes implements EndpointGroup {
  private final Ledger ledger;
  private final Callers callers;
  private final Views views;
  private final Provisioning provisioning;
  private final InstantSource clock;

  AppRoutes(
      Ledger ledger, Callers callers, Views views, Provisioning provisioning, InstantSource clock) {
    this.ledger = ledger;
    this.callers = callers;
    this.views = views;
    this.provisioning = provisioning;
    this.clock = clock;
  }

  @Override
  public void addEndpoints() {
    get("/apps", this::list);
    get("/users/{user}/apps", this::list);
    post("/apps", this::create);
    get("/apps/{app}", ctx -> Answers.json(ctx, views.app(app(ctx))));
    patch("/apps/{app}", this::change);
    delete("/apps/{app}", this::destroy);
    for (String empty : List.of("formation", "dynos", "collaborators", "domains", "features")) {
      get("/apps/{app}/" + empty, this::nothing);
    }
    get(
        "/apps/{app}/pipeline-couplings",
        ctx -> {
          app(ctx);
          throw Problem.notFound("pipeline coupling");
        });
  }

  private App app(Context ctx) {
    return callers.app(ledger.now(), callers.of(ctx), ctx.pathParam("app"));
  }

  private void nothing(Context ctx) {
    app(ctx);
    Answers.json(ctx, Answers.list(Stream.empty()));
  }

  private void list(Context ctx) {
    Caller.User user = callers.user(ctx);
    var mine =
        ledger.now().apps().values().stream().filter(app -> app.owner().equals(user.email()));
    Answers.json(ctx, Answers.list(mine.map(views::app)));
  }

  private void create(Context ctx) {
    Caller.User user = callers.user(ctx);
    Body body = Body.of(ctx);
    String region = body.reference("region").orElse(Regions.DEFAULT);
    if (!Regions.ALL.containsKey(region)) {
      throw Problem.invalid("Couldn't find that region. Valid ones are us and eu.");
    }
    App app =
        ledger.change(world -> {
          String name =
              body.text("name")
                  .map(wanted -> untaken(world, Names.checkedApp(wanted)))
                  .orElseGet(() -> Names.ofApp(free -> world.app(free).isEmpty()));
          App fresh = fresh(name, user.email(), region);
          world.put(fresh);
          return fresh;
        });
    Answers.json(ctx, 201, views.app(app));
  }

  private App fresh(String name, String owner, String region) {
    Instant now = clock.instant();
    return new App(UUID.randomUUID(), name, owner, region, false, Map.of(), List.of(), now, now)
        .released("Initial release", owner, now);
  }

  private void change(Context ctx) {
    Caller.User user = callers.user(ctx);
    Body body = Body.of(ctx);
    App app =
        ledger.change(world -> {
          App found = callers.app(world, user, ctx.pathParam("app"));
          Instant now = clock.instant();
          App renamed =
              body.text("name")
                  .filter(name -> !name.equals(found.name()))
                  .map(name -> untaken(world, Names.checkedApp(name)))
                  .map(name -> found.withName(name, now))
                  .orElse(found);
          App changed =
              body.flag("maintenance").map(on -> renamed.withMaintenance(on, now)).orElse(renamed);
          world.put(changed);
          return changed;
        });
    Answers.json(ctx, views.app(app));
  }

  /** Every add-on it owns is deprovisioned first; when one cannot be, the app stays. */
  private void destroy(Context ctx) throws InterruptedException {
    Caller.User user = callers.user(ctx);
    World before = ledger.now();
    App app = callers.app(before, user, ctx.pathParam("app"));
    for (Addon addon : before.addons().values()) {
      if (addon.app().equals(app.id())) {
        provisioning.deprovision(addon, user.email());
      }
    }
    ledger.edit(world -> {
      if (world.addons().values().stream().anyMatch(a -> a.app().equals(app.id()))) {
        throw Problem.conflict("An add-on was created while the app was being destroyed.");
      }
      world.attachmentsOn(app.id()).stream()
          .map(Attachment::id)
          .forEach(world.attachments()::remove);
      world.apps().remove(app.id());
    });
    Answers.json(ctx, views.app(app));
  }

  private static String untaken(World world, String name) {
    if (world.app(name).isPresent()) {
      throw Problem.invalid("Name " + name + " is already taken");
    }
    return name;
  }
}
