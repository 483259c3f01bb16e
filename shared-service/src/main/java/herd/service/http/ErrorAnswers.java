package herd.service.http;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.javalin.validation.ValidationException;
import java.util.Locale;
import org.eclipse.jetty.http.HttpException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From exception to answer, in one place: {@code {"id", "message"}}, no trace of our insides. */
final class ErrorAnswers {

  private static final Logger LOG = LoggerFactory.getLogger(ErrorAnswers.class);

  private ErrorAnswers() {}

  static void map(JavalinConfig config) {
    config.routes.exception(ApiError.class, (e, ctx) -> answer(ctx, e));
    config.routes.exception(
        ValidationException.class,
        // Only the names: Javalin's own form of these errors echoes the values.
        (e, ctx) ->
            answer(
                ctx,
                ApiError.invalid("Wrong value: " + String.join(", ", e.getErrors().keySet()))));
    config.routes.exception(HttpResponseException.class, ErrorAnswers::framework);
    config.routes.exception(Exception.class, ErrorAnswers::unexpected);
    config.router.javaLangErrorHandler((response, error) -> {
      response.setStatus(500);
      LOG.atError().setCause(error).log("a request failed with an error of the JVM");
    });
  }

  private static void framework(HttpResponseException e, Context ctx) {
    switch (e.getStatus()) {
      case 404 -> answer(ctx, ApiError.notFound("There is nothing at this path."));
      case 405 -> {
        String allowed = e.getDetails().getOrDefault("availableMethods", "");
        if (!allowed.isEmpty()) {
          ctx.header("Allow", allowed);
        }
        answer(
            ctx,
            new ApiError(
                405, "method_not_allowed", "This path does not take " + ctx.method() + "."));
      }
      case 413 -> answer(ctx, ApiError.tooLarge(HttpConfig.MOST_BODY_BYTES));
      default -> answer(ctx, ofStatus(e.getStatus()));
    }
  }

  private static void unexpected(Exception e, Context ctx) {
    HttpException refused = refusedByServer(e);
    if (refused != null && refused.getCode() == 413) {
      answer(ctx, ApiError.tooLarge(HttpConfig.MOST_BODY_BYTES));
    } else if (refused != null && refused.getCode() < 500) {
      answer(ctx, ofStatus(refused.getCode()));
    } else {
      LOG.atError()
          .setCause(e)
          .addKeyValue("method", ctx.method())
          .addKeyValue("path", ctx.path())
          .log("a request failed");
      answer(ctx, internal());
    }
  }

  /** The server refuses a body while it is read: too large, cut short, wrongly chunked. */
  private static @Nullable HttpException refusedByServer(Throwable e) {
    Throwable cause = e;
    for (int depth = 0; cause != null && depth < 10; depth++) {
      if (cause instanceof HttpException refused) {
        return refused;
      }
      cause = cause.getCause();
    }
    return null;
  }

  static ApiError internal() {
    String reference = Trace.current().orElse("-");
    return new ApiError(
            500,
            "internal_server_error",
            "Something went wrong on our side. Give this reference when you ask: " + reference)
        .with("reference", reference);
  }

  /** For statuses that no handler of ours gave: the status' own words. */
  static ApiError ofStatus(int status) {
    if (status >= 500 && status != 503) {
      return internal();
    }
    String words = HttpStatus.forStatus(status).getMessage();
    String id = status == 400 ? "bad_request" : words.toLowerCase(Locale.ROOT).replace(' ', '_');
    return new ApiError(status, id, words + ".");
  }

  private static void answer(Context ctx, ApiError error) {
    if (error.status() == 401) {
      ctx.header("WWW-Authenticate", "Basic realm=\"Herd\", Bearer realm=\"Herd\"");
    }
    ctx.status(error.status()).json(error.body());
  }
}
