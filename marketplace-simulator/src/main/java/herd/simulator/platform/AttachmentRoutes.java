package herd.simulator.platform;

import static io.javalin.apibuilder.ApiBuilder.delete;
import static io.javalin.apibuilder.ApiBuilder.get;
import static io.javalin.apibuilder.ApiBuilder.post;

import herd.simulator.http.Answers;
import herd.simulator.http.Body;
import herd.simulator.http.Caller;
import herd.simulator.http.Callers;
import herd.simulator.http.Problem;
import herd.simulator.market.Attaching;
import herd.simulator.state.Addon;
import herd.simulator.state.App;
import herd.simulator.state.Attachment;
import herd.simulator.state.Ledger;
import herd.simulator.state.World;
import io.javalin.apibuilder.EndpointGroup;
import io.javalin.http.Context;
import java.util.Optional;

/** Attachments: listed by app and by add-on, made, taken away. */
final class AttachmentRoutes implements EndpointGroup {
  private final Ledger ledger;
  private final Callers callers;
  private final Views views;
  private final Attaching attaching;

  AttachmentRoutes(Ledger ledger, Callers callers, Views views, Attaching attaching) {
    this.ledger = ledger;
    this.callers = callers;
    this.views = views;
    this.attaching = attaching;
  }

  @Override
  public void addEndpoints() {
    get("/addon-attachments", this::all);
    post("/addon-attachments", this::create);
    get("/addon-attachments/{id}", this::one);
    delete("/addon-attachments/{id}", this::destroy);
    get("/apps/{app}/addon-attachments", this::onApp);
    get("/apps/{app}/addon-attachments/{name}", this::named);
    get("/addons/{addon}/addon-attachments", this::ofAddon);
  }

  private void all(Context ctx) {
    Caller.User user = callers.user(ctx);
    World world = ledger.now();
    Answers.json(
        ctx,
        Answers.list(
            world.attachments().values().stream()
                .filter(a -> callers.owns(world, user, a.app()))
                .map(a -> views.attachment(world, a))));
  }

  private void one(Context ctx) {
    Caller.User user = callers.user(ctx);
    World world = ledger.now();
    Answers.json(ctx, views.attachment(world, byId(world, user, ctx.pathParam("id"))));
  }

  private void onApp(Context ctx) {
    World world = ledger.now();
    App app = callers.app(world, callers.of(ctx), ctx.pathParam("app"));
    Answers.json(
        ctx,
        Answers.list(world.attachmentsOn(app.id()).stream().map(a -> views.attachment(world, a))));
  }

  private void named(Context ctx) {
    World world = ledger.now();
    App app = callers.app(world, callers.of(ctx), ctx.pathParam("app"));
    String name = ctx.pathParam("name");
    Attachment found =
        world.attachmentsOn(app.id()).stream()
            .filter(a -> a.name().equalsIgnoreCase(name) || a.id().toString().equals(name))
            .findFirst()
            .orElseThrow(() -> Problem.notFound("add_on attachment"));
    Answers.json(ctx, views.attachment(world, found));
  }

  private void ofAddon(Context ctx) {
    World world = ledger.now();
    Addon addon = callers.addon(world, callers.of(ctx), ctx.pathParam("addon"));
    Answers.json(
        ctx,
        Answers.list(
            world.attachmentsOf(addon.id()).stream().map(a -> views.attachment(world, a))));
  }

  private void create(Context ctx) {
    Caller.User user = callers.user(ctx);
    Body body = Body.of(ctx);
    String addonName = reference(body, "addon");
    String appName = reference(body, "app");
    if (!body.object("namespace_config").options().isEmpty()) {
      throw Problem.invalid("invalid pool provided");
    }
    var answer =
        ledger.change(world -> {
          Addon addon = callers.addon(world, user, addonName);
          App app = callers.app(world, user, appName);
          Attachment made =
              attaching.attach(
                  world,
                  app.id(),
                  addon,
                  body.text("name"),
                  body.text("namespace").orElse(Attachment.DEFAULT),
                  body.text("confirm"),
                  user.email());
          return views.attachment(world, made);
        });
    Answers.json(ctx, 201, answer);
  }

  private void destroy(Context ctx) {
    Caller.User user = callers.user(ctx);
    var answer =
        ledger.change(world -> {
          Attachment attachment = byId(world, user, ctx.pathParam("id"));
          var shown = views.attachment(world, attachment);
          attaching.detach(world, attachment, user.email());
          return shown;
        });
    Answers.json(ctx, answer);
  }

  private Attachment byId(World world, Caller.User user, String id) {
    return world.attachments().values().stream()
        .filter(a -> a.id().toString().equals(id))
        .filter(a -> callers.owns(world, user, a.app()))
        .findFirst()
        .orElseThrow(() -> Problem.notFound("add_on attachment"));
  }

  private static String reference(Body body, String field) {
    Optional<String> reference = body.reference(field);
    return reference.orElseThrow(() -> Problem.invalid(field + " is required."));
  }
}
