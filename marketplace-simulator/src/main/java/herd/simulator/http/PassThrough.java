package herd.simulator.http;

import herd.simulator.SimulatorConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Hands the data api's and the diagnose api's paths to the front door and its answers back, both
 * unchanged and streaming: the CLI knows one host and port only (heroku-cli.md, section 1.1).
 */
public final class PassThrough implements AutoCloseable {
  private static final List<String> PATHS =
      List.of("/client/*", "/postgres/*", "/data/*", "/reports", "/reports/*");
  private static final List<HandlerType> METHODS =
      List.of(
          HandlerType.GET,
          HandlerType.POST,
          HandlerType.PUT,
          HandlerType.PATCH,
          HandlerType.DELETE);

  /** These belong to one connection (RFC 9110, 7.6.1), or are set anew by the client. */
  private static final Set<String> HOP_BY_HOP =
      Set.of(
          "connection",
          "content-length",
          "expect",
          "host",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  /** Until the answer's head. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Until the answer's end. */
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final String target;

  public PassThrough(SimulatorConfig config) {
    this.target = config.frontDoor().toString();
  }

  public void mount(RoutesConfig routes) {
    for (String path : PATHS) {
      METHODS.forEach(method -> routes.addHttpHandler(method, path, this::pass));
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  private void pass(Context ctx) throws IOException, InterruptedException {
    HttpResponse<InputStream> answer = ask(request(ctx));
    ctx.status(answer.statusCode());
    answer.headers().map().forEach((name, values) -> copy(ctx, name, values));
    answer.headers().firstValueAsLong("Content-Length").ifPresent(ctx.res()::setContentLengthLong);
    try (InputStream body = answer.body()) {
      var deadline = CompletableFuture.delayedExecutor(LONGEST.toSeconds(), TimeUnit.SECONDS);
      var cut = CompletableFuture.runAsync(() -> cut(body), deadline);
      try {
        body.transferTo(ctx.res().getOutputStream());
      } finally {
        cut.cancel(false);
      }
    }
  }

  private HttpResponse<InputStream> ask(HttpRequest request) throws InterruptedException {
    try {
      return http.send(request, BodyHandlers.ofInputStream());
    } catch (ConnectException | HttpConnectTimeoutException e) {
      throw Problem.unavailable("The database service is not reachable. Please try again later.");
    } catch (IOException e) {
      throw new Problem(502, "bad_gateway", "The database service did not answer.");
    }
  }

  private HttpRequest request(Context ctx) throws IOException {
    var request = HttpRequest.newBuilder(uri(ctx)).timeout(PATIENCE);
    for (String name : Collections.list(ctx.req().getHeaderNames())) {
      if (!HOP_BY_HOP.contains(name.toLowerCase(Locale.ROOT))) {
        Collections.list(ctx.req().getHeaders(name)).forEach(value -> request.header(name, value));
      }
    }
    return request.method(ctx.req().getMethod(), body(ctx)).build();
  }

  /** As it was sent, escapes included. */
  private URI uri(Context ctx) {
    String query = Optional.ofNullable(ctx.queryString()).map(q -> "?" + q).orElse("");
    try {
      return URI.create(target + ctx.req().getRequestURI() + query);
    } catch (IllegalArgumentException e) {
      throw Problem.badRequest("The path or query is not a valid URI.");
    }
  }

  private static BodyPublisher body(Context ctx) throws IOException {
    long length = ctx.req().getContentLengthLong();
    InputStream in = ctx.req().getInputStream();
    if (length > 0) {
      return BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(() -> in), length);
    }
    boolean chunked = ctx.req().getHeader("Transfer-Encoding") != null;
    return chunked ? BodyPublishers.ofInputStream(() -> in) : BodyPublishers.noBody();
  }

  private static void copy(Context ctx, String name, List<String> values) {
    if (!HOP_BY_HOP.contains(name.toLowerCase(Locale.ROOT))) {
      ctx.res().setHeader(name, values.getFirst());
      values.stream().skip(1).forEach(value -> ctx.res().addHeader(name, value));
    }
  }

  private static void cut(InputStream body) {
    try {
      body.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cutting off an endless answer", e);
    }
  }
}
