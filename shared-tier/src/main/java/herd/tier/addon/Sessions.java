package herd.tier.addon;

import herd.service.Sealer;
import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A user's right to see the page of one database, for an hour: a sealed cookie which the browser
 * sends for that page only. Nothing is kept on our side.
 */
final class Sessions {

  private static final String COOKIE = "herd_session";
  private static final String CONTEXT = "sso-session";
  private static final Duration LENGTH = Duration.ofHours(1);

  private final Sealer sealer;

  Sessions(Sealer sealer) {
    this.sealer = sealer;
  }

  void begin(Context ctx, UUID resource, Instant now) {
    String text = resource + " " + now.plus(LENGTH).getEpochSecond();
    Cookie cookie = new Cookie(COOKIE, cookieText(sealer.seal(text, CONTEXT)));
    cookie.setPath(path(resource));
    cookie.setMaxAge((int) LENGTH.toSeconds());
    cookie.setHttpOnly(true);
    cookie.setSameSite(SameSite.LAX);
    cookie.setSecure("https".equals(ctx.header("X-Forwarded-Proto")));
    ctx.cookie(cookie);
  }

  boolean allows(Context ctx, UUID resource, Instant now) {
    return Optional.ofNullable(ctx.cookie(COOKIE))
        .flatMap(this::open)
        .filter(text -> good(text.split(" ", 2), resource, now))
        .isPresent();
  }

  static String path(UUID resource) {
    return "/databases/" + resource;
  }

  private static boolean good(String[] text, UUID resource, Instant now) {
    return text[0].equals(resource.toString())
        && now.isBefore(Instant.ofEpochSecond(Long.parseLong(text[1])));
  }

  private Optional<String> open(String cookie) {
    try {
      return Optional.of(sealer.open(cookie.replace('-', '+').replace('_', '/'), CONTEXT));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // not sealed by us: no session
    }
  }

  /** Base64 in the letters a cookie may hold everywhere; padding is not needed to read it. */
  private static String cookieText(String sealed) {
    return sealed.replace('+', '-').replace('/', '_').replace("=", "");
  }
}
