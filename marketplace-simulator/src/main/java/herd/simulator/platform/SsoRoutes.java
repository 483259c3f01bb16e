package herd.simulator.platform;

import static io.javalin.apibuilder.ApiBuilder.get;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import herd.simulator.Customer;
import herd.simulator.SimulatorConfig;
import herd.simulator.http.Answers;
import herd.simulator.http.Caller;
import herd.simulator.http.Callers;
import herd.simulator.http.Problem;
import herd.simulator.state.Addon;
import herd.simulator.state.App;
import herd.simulator.state.Ledger;
import herd.simulator.state.World;
import io.javalin.apibuilder.EndpointGroup;
import io.javalin.http.Context;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Single sign-on to the provider's dashboard (addon-provider.md, section 6). */
final class SsoRoutes implements EndpointGroup {
  private final SimulatorConfig config;
  private final Ledger ledger;
  private final Callers callers;
  private final Resolver resolver;

  SsoRoutes(SimulatorConfig config, Ledger ledger, Callers callers, Resolver resolver) {
    this.config = config;
    this.ledger = ledger;
    this.callers = callers;
    this.resolver = resolver;
  }

  @Override
  public void addEndpoints() {
    get("/apps/{app}/addons/{addon}/sso", this::record);
    get("/apps/{app}/addons/{addon}/sso/page", this::page);
  }

  private void record(Context ctx) {
    ObjectNode answer =
        Answers.object().put("method", "post").put("action", config.singleSignOn().toString());
    ObjectNode params = answer.putObject("params");
    params(ctx, callers.user(ctx)).forEach(params::put);
    Answers.json(ctx, answer);
  }

  /** What the browser opens: asks for the token as a Basic password, then posts the form. */
  private void page(Context ctx) {
    Caller.User user;
    try {
      user = callers.user(ctx);
    } catch (Problem problem) {
      if (problem.status() == 401) {
        ctx.header("WWW-Authenticate", "Basic realm=\"API token as password\"");
      }
      throw problem;
    }
    var form = new StringBuilder();
    params(ctx, user)
        .forEach((name, value) ->
            form.append(
                "<input type=\"hidden\" name=\"%s\" value=\"%s\">\n"
                    .formatted(escaped(name), escaped(value))));
    ctx.header("Cache-Control", "no-store")
        .header("X-Frame-Options", "DENY")
        .contentType("text/html; charset=utf-8")
        .result(
            """
            <!doctype html>
            <html lang="en"><title>Signing on</title>
            <form method="post" action="%s">
            %s<button>Open the dashboard</button>
            </form>
            <script>document.forms[0].submit()</script>
            </html>
            """
                .formatted(escaped(config.singleSignOn().toString()), form));
  }

  private Map<String, String> params(Context ctx, Caller.User user) {
    World world = ledger.now();
    App context = callers.app(world, user, ctx.pathParam("app"));
    Addon addon =
        resolver.addon(world, user, ctx.pathParam("addon"), Optional.of(ctx.pathParam("app")));
    String app = world.app(addon.app()).map(App::name).orElse("");
    String id = addon.id().toString();
    String userId = Customer.idOf(user.email()).toString();
    String timestamp = Long.toString(config.clock().instant().getEpochSecond());
    String salted = id + ":" + config.manifest().ssoSalt() + ":" + timestamp;
    var params = new LinkedHashMap<String, String>();
    params.put("resource_id", id);
    params.put("resource_token", digest("SHA-1", salted));
    params.put(
        "user_scoped_resource_token",
        digest("SHA-256", salted + ":" + userId + ":" + user.email()));
    params.put("id", id);
    params.put("token", digest("SHA-1", salted));
    params.put("timestamp", timestamp);
    params.put("user_id", userId);
    params.put("email", user.email());
    params.put("app", app);
    params.put("context_app", context.name());
    String bar = Answers.object().put("addon", addon.name()).put("appname", app).toString();
    params.put("nav-data", Base64.getUrlEncoder().encodeToString(bar.getBytes(UTF_8)));
    return params;
  }

  private static String digest(String algorithm, String text) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance(algorithm).digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + algorithm, e);
    }
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
