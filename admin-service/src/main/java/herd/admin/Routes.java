package herd.admin;

import herd.admin.action.Owners;
import herd.admin.read.Params;
import herd.admin.read.Reads;
import herd.admin.read.Slice;
import herd.service.http.JsonBody;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The operators' API; {@code openapi.json} says the same to clients, and a test compares them. */
record Routes(Gate gate, Reads reads, Owners owners) {

  void mount(JavalinConfig config) {
    byte[] document = resource("openapi.json");
    config.routes.get("/openapi.json", ctx -> ctx.contentType("application/json").result(document));
    config.routes.before("/v1/*", gate::caller);

    config.routes.get("/v1/fleet", ctx -> ctx.json(reads.fleet().summary()));
    list(config, "/v1/subjects", reads.subjects()::page);
    list(config, "/v1/servers", params -> reads.subjects().page("server", params));
    list(config, "/v1/resources", params -> reads.subjects().page("resource", params));
    list(config, "/v1/vantages", params -> reads.subjects().page("vantage", params));
    list(config, "/v1/transitions", reads.histories()::transitions);
    list(config, "/v1/acts", reads.histories()::acts);
    list(config, "/v1/incidents", reads.incidents()::page);
    list(config, "/v1/notices", reads.books()::notices);
    list(config, "/v1/leases", reads.books()::leases);

    one(config, "/v1/subjects/{id}", reads.subjects()::one);
    listOf(config, "/v1/subjects/{id}/observations", reads.histories()::observations);
    listOf(config, "/v1/subjects/{id}/transitions", reads.histories()::transitionsOf);
    listOf(config, "/v1/subjects/{id}/acts", reads.histories()::actsOf);
    one(config, "/v1/incidents/{id}", reads.incidents()::one);

    config.routes.get("/v1/resources/{id}/failovers", this::failovers);

    action(config, "servers", "restart");
    action(config, "resources", "switchover");
    action(config, "subjects", "hold");
    action(config, "subjects", "release");
    action(config, "incidents", "retry");
    action(config, "incidents", "acknowledge");
  }

  private static void list(JavalinConfig config, String path, Function<Params, Slice> read) {
    config.routes.get(
        path,
        ctx -> {
          Params params = new Params(ctx);
          Slice slice = read.apply(params);
          params.requireNoOthers();
          ctx.json(slice.json());
        });
  }

  /** What an unknown subject has is a 404, not an empty list. */
  private void listOf(JavalinConfig config, String path, BiFunction<UUID, Params, Slice> read) {
    config.routes.get(
        path,
        ctx -> {
          Params params = new Params(ctx);
          UUID id = params.id();
          Slice slice = read.apply(id, params);
          params.requireNoOthers();
          if (slice.items().isEmpty()) {
            reads.subjects().one(id);
          }
          ctx.json(slice.json());
        });
  }

  private static void one(
      JavalinConfig config, String path, Function<UUID, Map<String, @Nullable Object>> read) {
    config.routes.get(path, ctx -> ctx.json(read.apply(new Params(ctx).id())));
  }

  /** Its owner keeps them, and answers for itself. */
  private void failovers(Context ctx) throws InterruptedException {
    UUID id = new Params(ctx).id();
    Owners.Answer answer = owners.read(reads.subjects().ownerOf(id), "resources", id, "failovers");
    ctx.status(answer.status()).json(answer.body());
  }

  private void action(JavalinConfig config, String kinds, String action) {
    config.routes.post(
        "/v1/" + kinds + "/{id}/" + action,
        ctx -> {
          UUID id = new Params(ctx).id();
          String owner = reads.subjects().ownerOf(id);
          Owners.Answer answer =
              owners.ask(owner, kinds, id, action, JsonBody.of(ctx), gate.caller(ctx));
          ctx.status(answer.status()).json(answer.body());
        });
  }

  static byte[] resource(String name) {
    try (InputStream file = Routes.class.getResourceAsStream(name)) {
      if (file == null) {
        throw new IllegalStateException(name + " is missing from the jar");
      }
      return file.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("could not read " + name + " from the jar", e);
    }
  }
}
