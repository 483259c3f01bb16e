package herd.frontdoor;

import herd.service.http.ApiError;
import herd.service.http.HttpCalls;
import herd.service.http.Trace;
import io.javalin.http.Context;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands a request on as it came and its answer back as it is: credentials, query and body
 * untouched, with the trace id. What concerns one connection only stays on it (RFC 9110, 7.6.1).
 */
final class Forward implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Forward.class);
  private static final int MOST_ANSWER_BYTES = 16 << 20;

  private static final Set<String> ONE_CONNECTION =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          // Set anew by each side's own HTTP library.
          "content-length",
          "expect",
          "host",
          "date",
          "server");

  /** Set by the front door itself, once. */
  private static final Set<String> OURS =
      Set.of(Trace.HEADER.toLowerCase(Locale.ROOT), Trace.CLIENT_HEADER.toLowerCase(Locale.ROOT));

  private final HttpCalls calls;

  /**
   * @param answerLimit above what a handler may take, below what the CLI waits (60 s)
   */
  Forward(Duration connectLimit, Duration answerLimit) {
    this.calls = new HttpCalls(connectLimit, answerLimit, MOST_ANSWER_BYTES);
  }

  void to(URI service, Context ctx) throws InterruptedException {
    HttpResponse<byte[]> answer;
    try {
      answer = calls.send(request(service, ctx), HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      LOG.atWarn().setCause(e).addKeyValue("service", service).log("the service behind is away");
      throw ApiError.unavailable("This part of the service is away. Try again in a minute.");
    }
    ctx.disableCompression().status(answer.statusCode());
    Set<String> stay = staying(answer.headers().allValues("connection"));
    answer
        .headers()
        .map()
        .forEach((name, values) -> {
          if (!stay.contains(name.toLowerCase(Locale.ROOT))) {
            // The first replaces a default of ours, the others (cookies) stand beside it.
            ctx.res().setHeader(name, values.getFirst());
            values.stream().skip(1).forEach(value -> ctx.res().addHeader(name, value));
          }
        });
    ctx.result(answer.body());
  }

  private static HttpRequest.Builder request(URI service, Context ctx) {
    byte[] body = ctx.bodyAsBytes();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target(service, ctx))
            .method(
                ctx.req().getMethod(),
                body.length == 0
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body));
    Set<String> stay = staying(List.of(Optional.ofNullable(ctx.header("Connection")).orElse("")));
    ctx.req()
        .getHeaderNames()
        .asIterator()
        .forEachRemaining(name -> {
          if (!stay.contains(name.toLowerCase(Locale.ROOT))) {
            ctx.req()
                .getHeaders(name)
                .asIterator()
                .forEachRemaining(value -> request.header(name, value));
          }
        });
    request.setHeader("X-Forwarded-For", ctx.ip());
    request.setHeader("X-Forwarded-Proto", ctx.scheme());
    request.setHeader("X-Forwarded-Host", Optional.ofNullable(ctx.host()).orElse(""));
    return request;
  }

  /** Path and query as they were written: decoding and encoding again could change them. */
  private static URI target(URI service, Context ctx) {
    String base = service.toString().replaceAll("/+$", "");
    String query = ctx.queryString() == null ? "" : "?" + ctx.queryString();
    try {
      return URI.create(base + ctx.req().getRequestURI() + query);
    } catch (IllegalArgumentException e) {
      throw ApiError.badRequest("The path or the query has a character that must be encoded.");
    }
  }

  private static Set<String> staying(List<String> connectionHeaders) {
    Set<String> stay = new HashSet<>(ONE_CONNECTION);
    stay.addAll(OURS);
    for (String header : connectionHeaders) {
      for (String name : header.split(",")) {
        stay.add(name.strip().toLowerCase(Locale.ROOT));
      }
    }
    return stay;
  }

  @Override
  public void close() {
    calls.close();
  }
}
