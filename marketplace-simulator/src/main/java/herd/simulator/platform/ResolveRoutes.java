package herd.simulator.platform;

import static io.javalin.apibuilder.ApiBuilder.post;

import herd.simulator.Manifest;
import herd.simulator.http.Answers;
import herd.simulator.http.Body;
import herd.simulator.http.Caller;
import herd.simulator.http.Callers;
import herd.simulator.http.Problem;
import herd.simulator.state.Ledger;
import herd.simulator.state.World;
import io.javalin.apibuilder.EndpointGroup;
import io.javalin.http.Context;

/** The two resolvers nearly every command starts with. */
final class ResolveRoutes implements EndpointGroup {
  private final Ledger ledger;
  private final Callers callers;
  private final Views views;
  private final Resolver resolver;
  private final Manifest manifest;

  ResolveRoutes(Ledger ledger, Callers callers, Views views, Resolver resolver, Manifest manifest) {
    this.ledger = ledger;
    this.callers = callers;
    this.views = views;
    this.resolver = resolver;
    this.manifest = manifest;
  }

  @Override
  public void addEndpoints() {
    post("/actions/addon-attachments/resolve", this::attachments);
    post("/actions/addons/resolve", this::addons);
  }

  private void attachments(Context ctx) {
    Caller.User user = callers.user(ctx);
    Body body = Body.of(ctx);
    ofThisService(body, "add_on attachment");
    World world = ledger.now();
    var found =
        resolver.attachments(world, user, body.required("addon_attachment"), body.reference("app"));
    Answers.json(ctx, Answers.list(found.stream().map(a -> views.attachment(world, a))));
  }

  private void addons(Context ctx) {
    Caller.User user = callers.user(ctx);
    Body body = Body.of(ctx);
    ofThisService(body, "add_on");
    World world = ledger.now();
    var found = resolver.addons(world, user, body.required("addon"), body.reference("app"));
    Answers.json(ctx, Answers.list(found.stream().map(a -> views.addon(world, a))));
  }

  /** There is only one service here; asked for another, nothing matches. */
  private void ofThisService(Body body, String resource) {
    if (body.reference("addon_service").filter(slug -> !slug.equals(manifest.id())).isPresent()) {
      throw Problem.notFound(resource);
    }
  }
}
