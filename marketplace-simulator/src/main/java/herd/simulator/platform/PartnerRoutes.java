package herd.simulator.platform;

import static io.javalin.apibuilder.ApiBuilder.get;
import static io.javalin.apibuilder.ApiBuilder.patch;
import static io.javalin.apibuilder.ApiBuilder.post;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import herd.simulator.Manifest;
import herd.simulator.http.Answers;
import herd.simulator.http.Body;
import herd.simulator.http.Caller;
import herd.simulator.http.Callers;
import herd.simulator.http.Problem;
import herd.simulator.market.Attaching;
import herd.simulator.state.Addon;
import herd.simulator.state.Attachment;
import herd.simulator.state.Ledger;
import herd.simulator.state.World;
import io.javalin.apibuilder.EndpointGroup;
import io.javalin.http.Context;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;

/** The one record of an add-on, and what its provider may change about it by its own token. */
final class PartnerRoutes implements EndpointGroup {
  private final Ledger ledger;
  private final Callers callers;
  private final Views views;
  private final Attaching attaching;
  private final Manifest manifest;
  private final Supplier<URI> self;

  PartnerRoutes(
      Ledger ledger,
      Callers callers,
      Views views,
      Attaching attaching,
      Manifest manifest,
      Supplier<URI> self) {
    this.ledger = ledger;
    this.callers = callers;
    this.views = views;
    this.attaching = attaching;
    this.manifest = manifest;
    this.self = self;
  }

  @Override
  public void addEndpoints() {
    get("/addons/{addon}", this::one);
    get("/addons/{addon}/config", ctx -> config(ctx, Attachment.DEFAULT));
    get("/addons/{addon}/config/{namespace}", ctx -> config(ctx, ctx.pathParam("namespace")));
    patch("/addons/{addon}/config", this::configure);
    post("/addons/{addon}/actions/provision", this::provision);
    post("/addons/{addon}/actions/deprovision", this::deprovision);
  }

  /** A customer's token answers only for their own add-ons: the provider relies on it. */
  private void one(Context ctx) {
    Caller caller = callers.of(ctx);
    World world = ledger.now();
    Addon addon = callers.addon(world, caller, ctx.pathParam("addon"));
    ObjectNode shown = views.addon(world, addon);
    if (caller instanceof Caller.Partner) {
      shown.put("callback_url", self.get() + "/addons/" + addon.id());
    }
    Answers.json(ctx, shown);
  }

  private void config(Context ctx, String namespace) {
    World world = ledger.now();
    Addon addon = callers.addon(world, callers.of(ctx), ctx.pathParam("addon"));
    Answers.json(ctx, shown(addon, namespace));
  }

  private void configure(Context ctx) {
    UUID id = callers.partner(ctx, ctx.pathParam("addon"));
    Body body = Body.of(ctx);
    String namespace = body.text("namespace").orElse(Attachment.DEFAULT);
    if (!namespace.matches("|[a-z-]+:[A-Za-z0-9_-]+")) {
      throw Problem.invalid("namespace must be like credential:NAME.");
    }
    Map<String, Optional<String>> changes = changes(body.get("config"));
    Addon changed =
        ledger.change(world -> attaching.configured(world, own(world, id), namespace, changes));
    Answers.json(ctx, shown(changed, namespace));
  }

  /** Repeatable: a provider may not have heard the first answer. */
  private void provision(Context ctx) {
    UUID id = callers.partner(ctx, ctx.pathParam("addon"));
    ObjectNode answer =
        ledger.change(world -> {
          Addon addon = own(world, id);
          Addon up =
              addon.provisioned()
                  ? addon
                  : attaching.provisioned(world, addon, attaching.partner());
          return views.addon(world, up);
        });
    Answers.json(ctx, answer);
  }

  private void deprovision(Context ctx) {
    UUID id = callers.partner(ctx, ctx.pathParam("addon"));
    ObjectNode answer =
        ledger.change(world -> {
          Addon addon = own(world, id);
          ObjectNode last = views.addon(world, addon, "deprovisioned");
          attaching.removed(world, addon, attaching.partner());
          return last;
        });
    Answers.json(ctx, answer);
  }

  private Map<String, Optional<String>> changes(JsonNode config) {
    if (!config.isArray()) {
      throw Problem.invalid("config must be a list of {\"name\", \"value\"}.");
    }
    var changes = new LinkedHashMap<String, Optional<String>>();
    for (JsonNode entry : config) {
      JsonNode name = entry.path("name");
      JsonNode value = entry.path("value");
      if (!name.isTextual() || !(value.isTextual() || value.isNull())) {
        throw Problem.invalid("config must be a list of {\"name\", \"value\"}.");
      }
      if (!name.textValue().matches(manifest.prefix() + "_[0-9A-Z_]+")) {
        throw Problem.invalid("Config vars must start with " + manifest.prefix() + "_.");
      }
      changes.put(name.textValue(), Optional.ofNullable(value.textValue()));
    }
    return changes;
  }

  private static Addon own(World world, UUID id) {
    return world.addon(id).orElseThrow(() -> Problem.gone("This add-on was removed."));
  }

  private static ArrayNode shown(Addon addon, String namespace) {
    return Answers.list(
        new TreeMap<>(addon.configOf(namespace))
            .entrySet().stream()
                .map(e -> Answers.object().put("name", e.getKey()).put("value", e.getValue())));
  }
}
