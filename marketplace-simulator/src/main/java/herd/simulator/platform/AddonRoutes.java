package herd.simulator.platform;

import static io.javalin.apibuilder.ApiBuilder.delete;
import static io.javalin.apibuilder.ApiBuilder.get;
import static io.javalin.apibuilder.ApiBuilder.patch;
import static io.javalin.apibuilder.ApiBuilder.post;

import com.fasterxml.jackson.databind.node.ObjectNode;
import herd.simulator.Plan;
import herd.simulator.SimulatorConfig;
import herd.simulator.http.Answers;
import herd.simulator.http.Body;
import herd.simulator.http.Caller;
import herd.simulator.http.Callers;
import herd.simulator.http.Problem;
import herd.simulator.market.Attaching;
import herd.simulator.market.Names;
import herd.simulator.market.Provisioning;
import herd.simulator.state.Addon;
import herd.simulator.state.App;
import herd.simulator.state.Attachment;
import herd.simulator.state.Ledger;
import herd.simulator.state.World;
import io.javalin.apibuilder.EndpointGroup;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Add-ons as customers see and change them. */
final class AddonRoutes implements EndpointGroup {
  private final SimulatorConfig config;
  private final Ledger ledger;
  private final Callers callers;
  private final Views views;
  private final Resolver resolver;
  private final Attaching attaching;
  private final Provisioning provisioning;

  AddonRoutes(
      SimulatorConfig config,
      Ledger ledger,
      Callers callers,
      Views views,
      Resolver resolver,
      Attaching attaching,
      Provisioning provisioning) {
    this.config = config;
    this.ledger = ledger;
    this.callers = callers;
    this.views = views;
    this.resolver = resolver;
    this.attaching = attaching;
    this.provisioning = provisioning;
  }

  @Override
  public void addEndpoints() {
    get("/addons", this::all);
    get("/apps/{app}/addons", this::onApp);
    post("/apps/{app}/addons", this::create);
    get("/apps/{app}/addons/{addon}", this::one);
    patch("/apps/{app}/addons/{addon}", this::change);
    delete("/apps/{app}/addons/{addon}", this::destroy);
  }

  private void all(Context ctx) {
    Caller.User user = callers.user(ctx);
    World world = ledger.now();
    Answers.json(
        ctx,
        Answers.list(
            world.addons().values().stream()
                .filter(addon -> callers.owns(world, user, addon.app()))
                .map(addon -> views.addon(world, addon))));
  }

  private void onApp(Context ctx) {
    World world = ledger.now();
    App app = callers.app(world, callers.user(ctx), ctx.pathParam("app"));
    Answers.json(
        ctx, Answers.list(world.addonsOn(app.id()).map(addon -> views.addon(world, addon))));
  }

  private void one(Context ctx) {
    World world = ledger.now();
    Answers.json(ctx, views.addon(world, addon(world, callers.user(ctx), ctx)));
  }

  private void create(Context ctx) {
    Caller.User user = callers.user(ctx);
    Body body = Body.of(ctx);
    Plan plan = plan(body);
    UUID id = ledger.change(world -> stored(world, user, ctx.pathParam("app"), plan, body));
    Addon addon = provisioning.provision(id);
    Answers.json(ctx, 201, views.addon(ledger.now(), addon));
  }

  private UUID stored(World world, Caller.User user, String appName, Plan plan, Body body) {
    App app = callers.app(world, user, appName);
    String name =
        body.text("name")
            .map(wanted -> untaken(world, Names.checkedAddon(wanted)))
            .orElseGet(
                () -> Names.ofAddon(config.manifest().id(), free -> world.addon(free).isEmpty()));
    Map<String, String> options =
        new Options(resolver).resolved(world, user, app, body.object("config").options());
    Instant now = config.clock().instant();
    var addon =
        new Addon(
            UUID.randomUUID(),
            name,
            app.id(),
            plan.name(),
            Addon.State.REQUESTED,
            options,
            Map.of(),
            "",
            now,
            now);
    provisioning.request(world, addon);
    attaching.attach(
        world,
        app.id(),
        addon,
        body.object("attachment").text("name"),
        Attachment.DEFAULT,
        body.text("confirm"),
        user.email());
    return addon.id();
  }

  private void change(Context ctx) throws InterruptedException {
    Caller.User user = callers.user(ctx);
    Body body = Body.of(ctx);
    Addon addon = addon(ledger.now(), user, ctx);
    Optional<String> name = body.text("name").map(Names::checkedAddon);
    if (name.isPresent()) {
      ledger.edit(world -> {
        Addon current = addon(world, user, ctx);
        if (!current.name().equals(name.get())) {
          world.put(current.withName(untaken(world, name.get()), config.clock().instant()));
        }
      });
    }
    if (body.reference("plan").isPresent()) {
      provisioning.changePlan(addon, plan(body).name());
    }
    World world = ledger.now();
    Addon changed = world.addon(addon.id()).orElseThrow(() -> Problem.notFound("add_on"));
    Answers.json(ctx, views.addon(world, changed));
  }

  private void destroy(Context ctx) throws InterruptedException {
    Caller.User user = callers.user(ctx);
    boolean force = Body.of(ctx).flag("force").orElse(false);
    World world = ledger.now();
    Addon addon = addon(world, user, ctx);
    boolean elsewhere =
        world.attachmentsOf(addon.id()).stream().anyMatch(a -> !a.app().equals(addon.app()));
    if (elsewhere && !force) {
      throw Problem.invalid(
          addon.name() + " is attached to other apps as well; detach it there, or use force");
    }
    ObjectNode last = views.addon(world, addon, "deprovisioned");
    provisioning.deprovision(addon, user.email());
    Answers.json(ctx, last);
  }

  private Addon addon(World world, Caller.User user, Context ctx) {
    return resolver.addon(world, user, ctx.pathParam("addon"), Optional.of(ctx.pathParam("app")));
  }

  /** {@code heroku-postgresql:essential-0}, or the slug alone for the default plan. */
  private Plan plan(Body body) {
    String wanted = body.reference("plan").orElseThrow(() -> Problem.invalid("plan is required."));
    String slug = config.manifest().id();
    Optional<Plan> found =
        wanted.equals(slug)
            ? config.catalog().plans().stream().findFirst()
            : config.catalog().plans().stream()
                .filter(plan ->
                    wanted.equals(slug + ":" + plan.name()) || wanted.equals(plan.id().toString()))
                .findFirst();
    return found.orElseThrow(() ->
        Problem.invalid(
            "Couldn't find either the add-on service or the add-on plan of \"%s\"."
                .formatted(wanted)));
  }

  private static String untaken(World world, String name) {
    if (world.addon(name).isPresent()) {
      throw Problem.invalid("Name " + name + " is already taken");
    }
    return name;
  }
}
