package herd.frontdoor;

import herd.service.Environment;
import herd.service.ServiceContext;
import herd.service.http.HttpConfig;
import herd.service.http.Trace;
import herd.service.http.WebServer;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A service behind the front door: it answers every path with what it received. */
final class Behind implements AutoCloseable {

  private final String name;
  private final WebServer server;

  Behind(String name) {
    this.name = name;
    this.server =
        WebServer.start(
            new ServiceContext(name, new Environment(Map.of())),
            HttpConfig.anyPort(),
            c -> {
              for (HandlerType method :
                  List.of(
                      HandlerType.GET,
                      HandlerType.POST,
                      HandlerType.PUT,
                      HandlerType.PATCH,
                      HandlerType.DELETE)) {
                c.routes.addHttpHandler(method, "/<path>", this::echo);
              }
            });
  }

  URI url() {
    return server.url();
  }

  private void echo(Context ctx) {
    Map<String, Object> received = new LinkedHashMap<>();
    received.put("service", name);
    received.put("method", ctx.req().getMethod());
    received.put("target", ctx.req().getRequestURI() + "?" + ctx.queryString());
    received.put("authorization", Optional.ofNullable(ctx.header("Authorization")).orElse("-"));
    received.put("hop", Optional.ofNullable(ctx.header("X-Hop")).orElse("-"));
    received.put("trace", Trace.current().orElse("-"));
    received.put("length", ctx.bodyAsBytes().length);
    ctx.header("X-Answered-By", name).header("Connection", "X-Private").header("X-Private", "x");
    ctx.status(ctx.path().contains("teapot") ? 418 : 200).json(received);
  }

  @Override
  public void close() {
    server.close();
  }
}
