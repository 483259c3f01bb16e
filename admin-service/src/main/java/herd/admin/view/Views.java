package herd.admin.view;

import herd.admin.Gate;
import herd.admin.read.Params;
import herd.admin.read.Reads;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pages' routes. A visitor without a token is led to the door. */
public record Views(Gate gate, Reads reads) {

  private static final Logger LOG = LoggerFactory.getLogger(Views.class);

  public void mount(JavalinConfig config) {
    config.routes.get("/style.css", ctx -> ctx.contentType("text/css").result(Page.STYLE));
    config.routes.get("/login", ctx -> show(ctx, Page.door("")));
    config.routes.post("/login", this::enter);
    config.routes.post("/logout", this::leave);
    page(config, "/", _ -> new FleetPage(reads).html());
    page(config, "/subjects", params -> new SubjectsPage(reads).html(params));
    page(config, "/subjects/{id}", params -> new SubjectPage(reads).html(params.id()));
    page(config, "/incidents/{id}", params -> new IncidentPage(reads).html(params.id()));
  }

  private void page(JavalinConfig config, String path, Function<Params, Page> page) {
    config.routes.get(
        path,
        ctx -> {
          if (gate.visitor(ctx).isEmpty()) {
            ctx.redirect("/login", HttpStatus.SEE_OTHER);
          } else {
            show(ctx, page.apply(new Params(ctx)));
          }
        });
  }

  private void enter(Context ctx) {
    String token = ctx.formParam("token");
    if (token != null && gate.enter(ctx, token.strip())) {
      ctx.redirect("/", HttpStatus.SEE_OTHER);
    } else {
      LOG.atWarn().addKeyValue("from", ctx.ip()).log("a token nobody has was tried");
      ctx.status(HttpStatus.UNAUTHORIZED);
      show(ctx, Page.door("That is nobody's token."));
    }
  }

  private void leave(Context ctx) {
    gate.leave(ctx);
    ctx.redirect("/login", HttpStatus.SEE_OTHER);
  }

  /** The page's own style is all that a browser may load for it, and it may not be framed. */
  private static void show(Context ctx, Page page) {
    ctx.header(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'self'; form-action 'self';"
                + " base-uri 'none'; frame-ancestors 'none'")
        .header("X-Content-Type-Options", "nosniff")
        .header("Referrer-Policy", "no-referrer")
        .header("Cache-Control", "no-store")
        .html(page.document());
  }
}
