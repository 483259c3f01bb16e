package herd.simulator.platform;

import static io.javalin.apibuilder.ApiBuilder.get;
import static io.javalin.apibuilder.ApiBuilder.patch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import herd.simulator.http.Answers;
import herd.simulator.http.Body;
import herd.simulator.http.Caller;
import herd.simulator.http.Callers;
import herd.simulator.http.Problem;
import herd.simulator.state.App;
import herd.simulator.state.ConfigVars;
import herd.simulator.state.Ledger;
import herd.simulator.state.World;
import io.javalin.apibuilder.EndpointGroup;
import io.javalin.http.Context;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/** An app's config vars: read whole, changed one by one, except those of its attachments. */
final class ConfigVarRoutes implements EndpointGroup {
  private final Ledger ledger;
  private final Callers callers;
  private final ConfigVars vars;
  private final InstantSource clock;

  ConfigVarRoutes(Ledger ledger, Callers callers, ConfigVars vars, InstantSource clock) {
    this.ledger = ledger;
    this.callers = callers;
    this.vars = vars;
    this.clock = clock;
  }

  @Override
  public void addEndpoints() {
    get("/apps/{app}/config-vars", this::list);
    patch("/apps/{app}/config-vars", this::change);
  }

  private void list(Context ctx) {
    World world = ledger.now();
    App app = callers.app(world, callers.user(ctx), ctx.pathParam("app"));
    Answers.json(ctx, shown(world, app.id()));
  }

  private void change(Context ctx) {
    Caller.User user = callers.user(ctx);
    Map<String, Optional<String>> changes = Body.of(ctx).changes();
    ObjectNode answer =
        ledger.change(world -> {
          App app = callers.app(world, user, ctx.pathParam("app"));
          change(world, app, changes, user.email());
          return shown(world, app.id());
        });
    Answers.json(ctx, answer);
  }

  private void change(World world, App app, Map<String, Optional<String>> changes, String by) {
    Map<String, String> attached = vars.attached(world, app);
    var values = new TreeMap<>(app.vars());
    var set = new TreeSet<String>();
    var removed = new TreeSet<String>();
    changes.forEach((key, value) -> {
      if (!key.matches("[A-Za-z_][A-Za-z0-9_]*")) {
        throw Problem.invalid("Config var names are letters, digits and underscores.");
      }
      String current = attached.get(key);
      if (current != null) {
        if (!value.equals(Optional.of(current))) {
          throw Problem.invalid("Cannot overwrite attachment values " + key + ".");
        }
      } else if (value.isPresent()) {
        if (!value.get().equals(values.put(key, value.get()))) {
          set.add(key);
        }
      } else if (values.remove(key) != null) {
        removed.add(key);
      }
    });
    var said = new ArrayList<String>();
    if (!set.isEmpty()) {
      said.add("Set " + String.join(", ", set));
    }
    if (!removed.isEmpty()) {
      said.add((said.isEmpty() ? "Remove " : "remove ") + String.join(", ", removed));
    }
    if (!said.isEmpty()) {
      world.put(
          app.withVars(Map.copyOf(values))
              .released(String.join(" and ", said) + " config vars", by, clock.instant()));
    }
  }

  private ObjectNode shown(World world, UUID id) {
    ObjectNode all = Answers.object();
    App app = world.app(id).orElseThrow(() -> Problem.notFound("app"));
    vars.of(world, app).forEach(all::put);
    return all;
  }
}
