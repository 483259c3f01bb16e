package herd.admin;

import herd.service.http.ApiError;
import herd.service.http.BearerTokens;
import herd.service.http.Credentials;
import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;
import java.util.Optional;

/**
 * Who is asking. The JSON API takes a bearer token and nothing else: a cookie there would let any
 * web page an operator visits act in his name. The pages, which only show, take the same token from
 * a cookie that no script can read and no other site can send.
 */
public final class Gate {

  private static final String COOKIE = "herd_operator";
  private static final int TWELVE_HOURS = 12 * 60 * 60;

  private final BearerTokens operators;

  Gate(BearerTokens operators) {
    this.operators = operators;
  }

  /** The operator who calls the API, by name. */
  public String caller(Context ctx) {
    return operators
        .nameOf(Credentials.of(ctx))
        .orElseThrow(() ->
            ApiError.unauthorized("An operator's token is needed (Authorization: Bearer …)."));
  }

  /** The operator who looks at a page, if he came in. */
  public Optional<String> visitor(Context ctx) {
    return operators
        .nameOf(Credentials.of(ctx))
        .or(() -> Optional.ofNullable(ctx.cookie(COOKIE)).flatMap(this::holder));
  }

  private Optional<String> holder(String token) {
    return operators.nameOf(new Credentials.Bearer(token));
  }

  /** Lets a visitor in who typed a token. False when nobody has it. */
  public boolean enter(Context ctx, String token) {
    boolean known = holder(token).isPresent();
    if (known) {
      ctx.cookie(cookie(ctx, token, TWELVE_HOURS));
    }
    return known;
  }

  public void leave(Context ctx) {
    ctx.cookie(cookie(ctx, "", 0));
  }

  private static Cookie cookie(Context ctx, String value, int maxAgeSeconds) {
    boolean https =
        "https".equals(Optional.ofNullable(ctx.header("X-Forwarded-Proto")).orElse(ctx.scheme()));
    return new Cookie(COOKIE, value, "/", maxAgeSeconds, https, true, null, SameSite.STRICT);
  }
}
