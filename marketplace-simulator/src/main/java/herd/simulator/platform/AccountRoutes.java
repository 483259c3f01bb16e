package herd.simulator.platform;

import static io.javalin.apibuilder.ApiBuilder.delete;
import static io.javalin.apibuilder.ApiBuilder.get;
import static io.javalin.apibuilder.ApiBuilder.post;

import com.fasterxml.jackson.databind.node.ObjectNode;
import herd.simulator.http.Answers;
import herd.simulator.http.Body;
import herd.simulator.http.Caller;
import herd.simulator.http.Callers;
import herd.simulator.http.Problem;
import herd.simulator.state.Authorization;
import herd.simulator.state.Ledger;
import io.javalin.apibuilder.EndpointGroup;
import io.javalin.http.Context;
import io.javalin.security.BasicAuthCredentials;
import java.time.InstantSource;
import java.util.UUID;

/** Who the customer is, and logging in and out. The password is the customer's first token. */
final class AccountRoutes implements EndpointGroup {
  private final Ledger ledger;
  private final Callers callers;
  private final Views views;
  private final InstantSource clock;

  AccountRoutes(Ledger ledger, Callers callers, Views views, InstantSource clock) {
    this.ledger = ledger;
    this.callers = callers;
    this.views = views;
    this.clock = clock;
  }

  @Override
  public void addEndpoints() {
    get("/account", this::account);
    get(
        "/teams/{team}",
        ctx -> {
          callers.user(ctx);
          throw Problem.notFound("team");
        });
    get("/oauth/authorizations", this::list);
    post("/oauth/authorizations", this::logIn);
    delete("/oauth/sessions/~", this::logOut);
  }

  private void account(Context ctx) {
    String email = callers.user(ctx).email();
    Answers.json(
        ctx,
        views
            .account(email)
            .put("name", email)
            .put("verified", true)
            .put("two_factor_authentication", false));
  }

  private void logIn(Context ctx) {
    BasicAuthCredentials given = Callers.basic(ctx).orElseThrow(Problem::unauthorized);
    String email =
        callers
            .withPassword(given.getUsername(), given.getPassword())
            .orElseThrow(Problem::unauthorized)
            .email();
    var authorization =
        new Authorization(
            UUID.randomUUID(),
            UUID.randomUUID().toString(),
            email,
            Body.of(ctx).text("description").orElse(""),
            clock.instant());
    ledger.edit(world -> world.authorizations().put(authorization.id(), authorization));
    ObjectNode shown = shown(authorization);
    shown.putObject("access_token").put("token", authorization.token());
    Answers.json(ctx, 201, shown);
  }

  private void list(Context ctx) {
    String email = callers.user(ctx).email();
    Answers.json(
        ctx,
        Answers.list(
            ledger.now().authorizations().values().stream()
                .filter(authorization -> authorization.email().equals(email))
                .map(this::shown)));
  }

  /** Only a token made by a log-in ends; a configured one stays. */
  private void logOut(Context ctx) {
    Caller.User user = callers.user(ctx);
    String token = Callers.token(ctx).orElseThrow(Problem::unauthorized);
    ledger.edit(world -> world.authorizations().values().removeIf(a -> a.token().equals(token)));
    Answers.json(ctx, views.account(user.email()));
  }

  private ObjectNode shown(Authorization authorization) {
    ObjectNode node =
        Answers.object()
            .put("id", authorization.id().toString())
            .put("description", authorization.description())
            .put("created_at", Views.time(authorization.createdAt()));
    node.set("user", views.account(authorization.email()));
    node.putArray("scope").add("global");
    return node;
  }
}
