package herd.tier.addon;

import herd.service.http.ApiError;
import herd.tier.data.Database;
import herd.tier.data.Databases;
import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Single sign-on from the marketplace to the page of one database (addon-provider.md, section 6):
 * by a posted form, or the classic way by a link.
 */
final class SignOn {

  private static final String NAV_DATA = "nav-data";
  private static final String NAV_COOKIE = "heroku-nav-data";

  private final AddonConfig config;
  private final Databases databases;
  private final PlaneClock clock;
  private final Sessions sessions;
  private final DatabasePage page;

  SignOn(
      AddonConfig config,
      Databases databases,
      PlaneClock clock,
      Sessions sessions,
      DatabasePage page) {
    this.config = config;
    this.databases = databases;
    this.clock = clock;
    this.sessions = sessions;
    this.page = page;
  }

  void byForm(Context ctx) {
    Fields fields = new Fields(ctx::formParam);
    String id = fields.get("resource_id").isEmpty() ? "id" : "resource_id";
    String token = fields.get("resource_token").isEmpty() ? "token" : "resource_token";
    signOn(ctx, fields, fields.get(id), fields.get(token));
  }

  void byLink(Context ctx) {
    Fields fields = new Fields(ctx::queryParam);
    signOn(ctx, fields, ctx.pathParam("id"), fields.get("token"));
  }

  private void signOn(Context ctx, Fields fields, String id, String resourceToken) {
    SignOnToken token =
        new SignOnToken(
            id,
            fields.get("timestamp"),
            resourceToken,
            fields.get("user_scoped_resource_token"),
            fields.get("user_id"),
            fields.get("email"));
    Instant now = clock.now();
    if (!token.valid(config.ssoSalt(), now)) {
      throw ApiError.forbidden(
          "This sign-on link is wrong or too old. Open the database from your dashboard again.");
    }
    Database database = token.resource().flatMap(databases::living).orElseThrow(Caller::unknown);
    sessions.begin(ctx, database.id(), now);
    navigation(ctx, fields.get(NAV_DATA));
    ctx.header("Cache-Control", "no-store");
    ctx.header("Location", Sessions.path(database.id()));
    ctx.status(302);
  }

  /** What the platform's header bar reads, by script, so it is not hidden from scripts. */
  private static void navigation(Context ctx, String data) {
    if (!data.isEmpty() && data.length() <= 4_096 && data.matches("[A-Za-z0-9_=+/~.-]*")) {
      Cookie cookie = new Cookie(NAV_COOKIE, data);
      cookie.setPath("/");
      cookie.setSameSite(SameSite.LAX);
      ctx.cookie(cookie);
    }
  }

  void page(Context ctx) {
    Optional<UUID> id = Caller.uuid(ctx.pathParam("id"));
    Instant now = clock.now();
    Optional<UUID> allowed = id.filter(i -> sessions.allows(ctx, i, now));
    if (allowed.isEmpty()) {
      throw ApiError.forbidden("Open this page from the database's entry in your dashboard.");
    }
    page.show(ctx, databases.living(allowed.get()).orElseThrow(Caller::gone));
  }

  /** An absent field is an empty one. */
  private record Fields(Reader reader) {
    String get(String name) {
      return Objects.requireNonNullElse(reader.read(name), "");
    }
  }

  @FunctionalInterface
  private interface Reader {
    @Nullable String read(String name);
  }
}
