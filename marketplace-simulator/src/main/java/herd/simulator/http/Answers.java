package herd.simulator.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import java.util.Locale;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How answers and errors leave: always JSON, never a stack trace. */
public final class Answers {
  private static final Logger log = LoggerFactory.getLogger(Answers.class);

  private Answers() {}

  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  public static ArrayNode list(Stream<? extends JsonNode> items) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    items.forEach(list::add);
    return list;
  }

  public static void json(Context ctx, int status, JsonNode body) {
    ctx.status(status).contentType("application/json").result(body.toString());
  }

  public static void json(Context ctx, JsonNode body) {
    json(ctx, 200, body);
  }

  public static void problem(Context ctx, Problem problem) {
    ObjectNode body = object().put("id", problem.id()).put("message", problem.message());
    problem.resource().ifPresent(resource -> body.put("resource", resource));
    json(ctx, problem.status(), body);
  }

  public static void mount(RoutesConfig routes) {
    routes.before(Answers::trace);
    routes.exception(Problem.class, (problem, ctx) -> problem(ctx, problem));
    routes.exception(
        HttpResponseException.class, (e, ctx) -> problem(ctx, ofStatus(e.getStatus())));
    routes.exception(
        Exception.class,
        (e, ctx) -> {
          log.error("failed method={} path={}", ctx.method(), ctx.path(), e);
          problem(ctx, new Problem(500, "internal_server_error", "Internal server error."));
        });
  }

  private static void trace(Context ctx) {
    String id = Trace.of(ctx.header(Trace.HEADER));
    Trace.carry(id);
    ctx.header(Trace.HEADER, id);
  }

  private static Problem ofStatus(int status) {
    HttpStatus known = HttpStatus.forStatus(status);
    if (known == HttpStatus.NOT_FOUND) {
      return new Problem(404, "not_found", "The requested API endpoint was not found.");
    }
    String words = known.getMessage();
    return new Problem(status, words.toLowerCase(Locale.ROOT).replace(' ', '_'), words + ".");
  }
}
