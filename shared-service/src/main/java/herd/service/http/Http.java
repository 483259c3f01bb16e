package herd.service.http;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.json.JavalinJackson;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.server.handler.SizeLimitHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Javalin with our conventions: virtual threads, bounded headers and bodies, JSON errors, a trace
 * id and one log line for each request, and a stop that lets running requests finish.
 */
public final class Http {

  private static final Logger LOG = LoggerFactory.getLogger(Http.class);
  private static final String ADDONS = "application/vnd.heroku-addons+json";

  private Http() {}

  /** A server that is configured and not yet started. Routes are given with {@code c.routes}. */
  public static Javalin create(HttpConfig config, Consumer<JavalinConfig> routes) {
    return Javalin.create(c -> {
      c.startup.showJavalinBanner = false;
      c.startup.startupWatcherEnabled = false;
      c.startup.showOldJavalinVersionWarning = false;
      c.concurrency.useVirtualThreads = true;
      c.jetty.host = config.host();
      c.jetty.port = config.port();
      c.jetty.modifyHttpConfiguration(Http::bound);
      c.jetty.modifyServer(Http::wrap);
      c.http.maxRequestSize = HttpConfig.MOST_BODY_BYTES;
      c.http.prefer405over404 = true;
      c.http.defaultContentType = "application/json";
      c.jsonMapper(new JavalinJackson(Json.MAPPER, true));
      ErrorAnswers.map(c);
      c.routes.after(Http::answerAsAsked);
      c.requestLogger.http(Http::log);
      routes.accept(c);
    });
  }

  private static void bound(HttpConfiguration http) {
    http.setRequestHeaderSize(HttpConfig.MOST_HEADER_BYTES);
    http.setSendServerVersion(false);
    http.setIdleTimeout(60_000);
  }

  private static void wrap(Server server) {
    server.setErrorHandler(new JsonErrorHandler());
    // Javalin looks at Content-Length only; this also counts what a chunked body really sends.
    server.insertHandler(new SizeLimitHandler(HttpConfig.MOST_BODY_BYTES, -1));
    server.insertHandler(new TraceHandler());
    server.insertHandler(new GracefulHandler());
  }

  /** A provider was refused with 406 for any other type than the one Heroku had asked for. */
  private static void answerAsAsked(Context ctx) {
    String accept = Optional.ofNullable(ctx.header("Accept")).orElse("");
    String type = Optional.ofNullable(ctx.res().getContentType()).orElse("");
    if (accept.contains(ADDONS) && type.startsWith("application/json")) {
      ctx.res().setCharacterEncoding(null); // else ";charset=utf-8" is appended
      ctx.contentType(ADDONS + "; version=3");
    }
  }

  /** The path only: a query may hold an SSO token. */
  private static void log(Context ctx, Float millis) {
    boolean signal = ctx.path().equals("/health") || ctx.path().equals("/metrics");
    (signal ? LOG.atDebug() : LOG.atInfo())
        .addKeyValue("method", ctx.method())
        .addKeyValue("path", ctx.path())
        .addKeyValue("status", ctx.statusCode())
        .addKeyValue("ms", Math.round(millis))
        .log("request");
  }
}
