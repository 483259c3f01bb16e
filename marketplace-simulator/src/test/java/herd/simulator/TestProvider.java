package herd.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

/** A real provider on loopback that answers as it is told and remembers what it was asked. */
final class TestProvider implements AutoCloseable {
  record Call(String method, String path, Map<String, String> headers, String query, String body) {
    JsonNode json() {
      try {
        return Api.JSON.readTree(body);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  record Reply(int status, String body) {}

  /** Given "%s" for the uuid. */
  static final Reply ACCEPTED = new Reply(202, "{'id':'%s','message':'Being provisioned.'}");

  static final Reply DONE =
      new Reply(
          200,
          "{'id':'%s','message':'Ready.','config':{'HEROKU_POSTGRESQL_URL':'postgres://db/%s'}}");

  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private final Map<String, Queue<Function<Call, Reply>>> script = new ConcurrentHashMap<>();
  private final CountDownLatch released = new CountDownLatch(1);
  private final Javalin listener;

  TestProvider() {
    listener =
        Javalin.create(
                javalin -> {
                  javalin.startup.showJavalinBanner = false;
                  javalin.concurrency.useVirtualThreads = true;
                  javalin.jetty.host = "127.0.0.1";
                  javalin.jetty.port = 0;
                  javalin.routes.get("/*", this::answer);
                  javalin.routes.post("/*", this::answer);
                  javalin.routes.put("/*", this::answer);
                  javalin.routes.delete("/*", this::answer);
                })
            .start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + listener.port());
  }

  /** The next call with this method is answered so; without a script a call succeeds. */
  TestProvider then(String method, Reply reply) {
    return then(method, _ -> reply);
  }

  TestProvider then(String method, int status, String message) {
    return then(method, new Reply(status, "{'message':'" + message + "'}"));
  }

  TestProvider then(String method, Function<Call, Reply> reply) {
    script.computeIfAbsent(method, _ -> new ConcurrentLinkedQueue<>()).add(reply);
    return this;
  }

  /** Answers nothing until {@link #release}. */
  TestProvider thenHang(String method) {
    return then(
        method,
        _ -> {
          try {
            released.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return new Reply(500, "{}");
        });
  }

  void release() {
    released.countDown();
  }

  List<Call> calls(String method) {
    return calls.stream().filter(call -> call.method().equals(method)).toList();
  }

  JsonNode lastProvision() {
    return calls("POST").getLast().json();
  }

  @Override
  public void close() {
    listener.stop();
  }

  private void answer(Context ctx) {
    String query = ctx.queryString() == null ? "" : ctx.queryString();
    var call =
        new Call(
            ctx.method().name(), ctx.req().getRequestURI(), ctx.headerMap(), query, ctx.body());
    calls.add(call);
    var next = script.getOrDefault(call.method(), new ConcurrentLinkedQueue<>()).poll();
    Reply reply = next == null ? usual(call) : next.apply(call);
    String uuid =
        call.method().equals("POST") && call.path().equals("/heroku/resources")
            ? call.json().path("uuid").asText()
            : "";
    ctx.status(reply.status())
        .contentType("application/json")
        .result(reply.body().replace('\'', '"').replace("%s", uuid));
  }

  private static Reply usual(Call call) {
    return switch (call.method()) {
      case "POST" -> DONE;
      case "PUT" -> new Reply(200, "{'message':'Changed.'}");
      default -> new Reply(204, "");
    };
  }
}
