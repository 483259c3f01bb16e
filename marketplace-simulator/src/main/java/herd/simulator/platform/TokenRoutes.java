package herd.simulator.platform;

import static io.javalin.apibuilder.ApiBuilder.post;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import herd.simulator.SimulatorConfig;
import herd.simulator.http.Answers;
import herd.simulator.http.Problem;
import herd.simulator.state.AccessToken;
import herd.simulator.state.Grant;
import herd.simulator.state.Ledger;
import herd.simulator.state.World;
import io.javalin.apibuilder.EndpointGroup;
import io.javalin.http.Context;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * The identity host: the provider exchanges a grant code, once, for access to one add-on, and
 * renews it (addon-provider.md, section 3.3). Fields come as a form or as a query.
 */
final class TokenRoutes implements EndpointGroup {
  private final SimulatorConfig config;
  private final Ledger ledger;

  TokenRoutes(SimulatorConfig config, Ledger ledger) {
    this.config = config;
    this.ledger = ledger;
  }

  @Override
  public void addEndpoints() {
    post("/oauth/token", this::token);
  }

  private void token(Context ctx) {
    byte[] secret = field(ctx, "client_secret").orElse("").getBytes(UTF_8);
    if (!MessageDigest.isEqual(secret, config.manifest().clientSecret().getBytes(UTF_8))) {
      throw Problem.unauthorized();
    }
    String type = field(ctx, "grant_type").orElse("");
    ctx.header("Cache-Control", "no-store");
    ObjectNode answer =
        switch (type) {
          case "authorization_code" -> exchange(field(ctx, "code").orElse(""));
          case "refresh_token" -> refresh(field(ctx, "refresh_token").orElse(""));
          default ->
              throw Problem.invalid("grant_type must be authorization_code or refresh_token.");
        };
    Answers.json(ctx, answer);
  }

  private ObjectNode exchange(String code) {
    return ledger.change(world -> {
      Grant grant = Optional.ofNullable(world.grants().get(code)).orElseThrow(this::invalid);
      if (grant.used() || grant.expiresAt().isBefore(now())) {
        throw invalid();
      }
      world.grants().put(code, grant.spent());
      String refresh = UUID.randomUUID().toString();
      world.refreshTokens().put(refresh, grant.addon());
      return issued(world, grant.addon(), refresh);
    });
  }

  private ObjectNode refresh(String refresh) {
    return ledger.change(world -> {
      UUID addon =
          Optional.ofNullable(world.refreshTokens().get(refresh)).orElseThrow(this::invalid);
      return issued(world, addon, refresh);
    });
  }

  private ObjectNode issued(World world, UUID addon, String refresh) {
    var lifetime = config.timing().access();
    var access = new AccessToken(UUID.randomUUID().toString(), addon, now().plus(lifetime));
    world.accessTokens().put(access.token(), access);
    return Answers.object()
        .put("access_token", access.token())
        .put("refresh_token", refresh)
        .put("expires_in", lifetime.toSeconds() - 1)
        .put("token_type", "Bearer")
        .put("user_id", addon.toString())
        .putNull("session_nonce");
  }

  private Problem invalid() {
    return new Problem(400, "invalid_grant", "This grant is unknown, expired or used already.");
  }

  private Instant now() {
    return config.clock().instant();
  }

  private static Optional<String> field(Context ctx, String name) {
    return Optional.ofNullable(ctx.formParam(name))
        .or(() -> Optional.ofNullable(ctx.queryParam(name)));
  }
}
