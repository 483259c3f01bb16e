package herd.simulator.platform;

import static io.javalin.apibuilder.ApiBuilder.get;

import herd.simulator.http.Answers;
import herd.simulator.http.Callers;
import herd.simulator.http.Problem;
import herd.simulator.state.App;
import herd.simulator.state.Ledger;
import herd.simulator.state.Release;
import io.javalin.apibuilder.EndpointGroup;
import io.javalin.http.Context;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An app's releases. Of a Range header its {@code max} and {@code order} are honoured. */
final class ReleaseRoutes implements EndpointGroup {
  private static final Pattern MAX = Pattern.compile("max=([0-9]{1,6})");
  private static final Pattern DESCENDING = Pattern.compile("order=desc\\b");

  private final Ledger ledger;
  private final Callers callers;
  private final Views views;

  ReleaseRoutes(Ledger ledger, Callers callers, Views views) {
    this.ledger = ledger;
    this.callers = callers;
    this.views = views;
  }

  @Override
  public void addEndpoints() {
    get("/apps/{app}/releases", this::list);
    get("/apps/{app}/releases/{release}", this::one);
  }

  private void list(Context ctx) {
    App app = app(ctx);
    String range = Objects.requireNonNullElse(ctx.header("Range"), "");
    List<Release> ordered =
        DESCENDING.matcher(range).find() ? app.releases().reversed() : app.releases();
    Matcher max = MAX.matcher(range);
    long limit = max.find() ? Long.parseLong(max.group(1)) : 1000;
    Answers.json(ctx, Answers.list(ordered.stream().limit(limit).map(r -> views.release(app, r))));
  }

  private void one(Context ctx) {
    App app = app(ctx);
    String wanted = ctx.pathParam("release");
    Release release =
        app.releases().stream()
            .filter(r -> r.id().toString().equals(wanted) || ("" + r.version()).equals(wanted))
            .findFirst()
            .orElseThrow(() -> Problem.notFound("release"));
    Answers.json(ctx, views.release(app, release));
  }

  private App app(Context ctx) {
    return callers.app(ledger.now(), callers.of(ctx), ctx.pathParam("app"));
  }
}
