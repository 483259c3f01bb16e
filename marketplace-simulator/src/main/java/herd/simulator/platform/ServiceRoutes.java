package herd.simulator.platform;

import static io.javalin.apibuilder.ApiBuilder.get;

import herd.simulator.Plan;
import herd.simulator.SimulatorConfig;
import herd.simulator.http.Answers;
import herd.simulator.http.Callers;
import herd.simulator.http.Problem;
import io.javalin.apibuilder.EndpointGroup;
import io.javalin.http.Context;
import java.util.stream.Stream;

/** The one add-on service on sale here, and its plans. */
final class ServiceRoutes implements EndpointGroup {
  private final SimulatorConfig config;
  private final Callers callers;
  private final Views views;

  ServiceRoutes(SimulatorConfig config, Callers callers, Views views) {
    this.config = config;
    this.callers = callers;
    this.views = views;
  }

  @Override
  public void addEndpoints() {
    get("/addon-services", this::list);
    get("/addon-services/{service}", this::one);
    get("/addon-services/{service}/plans", this::plans);
  }

  private void list(Context ctx) {
    callers.user(ctx);
    Answers.json(ctx, Answers.list(Stream.of(views.service())));
  }

  private void one(Context ctx) {
    known(ctx);
    Answers.json(ctx, views.service());
  }

  private void plans(Context ctx) {
    known(ctx);
    Answers.json(
        ctx, Answers.list(config.catalog().plans().stream().map(Plan::name).map(views::plan)));
  }

  private void known(Context ctx) {
    callers.user(ctx);
    String wanted = ctx.pathParam("service");
    var manifest = config.manifest();
    if (!wanted.equals(manifest.id()) && !wanted.equals(manifest.serviceId().toString())) {
      throw Problem.notFound("add_on service");
    }
  }
}
