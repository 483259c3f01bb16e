package herd.production.api;

import static java.util.function.Predicate.not;

import com.fasterxml.jackson.databind.JsonNode;
import herd.controlplane.ControlPlane;
import herd.controlplane.ring.Observation;
import herd.production.pooler.Pooler;
import herd.production.pooler.Poolers;
import herd.service.http.ApiError;
import herd.service.http.Credentials;
import herd.service.http.JsonBody;
import herd.tier.data.BriefWait;
import herd.tier.data.Database;
import herd.tier.data.Doors;
import herd.tier.generated.tables.records.ResourceRecord;
import herd.tier.market.Attached;
import herd.tier.market.Market;
import herd.tier.market.MarketTrouble;
import herd.tier.resource.Grant;
import herd.tier.resource.Resources;
import herd.tier.server.ServerFactsText;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * {@code pg:connection-pooling:attach} (heroku-cli.md, section 5): the pool is wished for and its
 * start awaited, then it is attached to the app with the customer's own token.
 */
record PoolingRoutes(
    ControlPlane plane, Resources resources, FollowerView followers, Market market) {

  private static final String PATH = "/client/v11/databases/{id}/connection-pooling";
  private static final String USUAL_NAME = "DATABASE_CONNECTION_POOL";
  private static final Pattern NAME = Pattern.compile("[A-Z][A-Z0-9_]{0,99}");
  private static final Duration LIMIT = Duration.ofSeconds(15);

  void mount(Doors doors) {
    doors.post(PATH, this::attach);
  }

  /** As {@code pg:info} tells it. */
  String words(Database database) {
    return followers.follows(database)
        ? "Unsupported"
        : Poolers.of(plane.dsl(), database.id()).isPresent()
            ? "Attached"
            : missing(row(database)) ? "Unsupported" : "Available";
  }

  /** For a minute at most: what takes longer is trouble, and waiting does not end it. */
  Optional<String> underWay(Database database) {
    return Poolers.of(plane.dsl(), database.id())
        .filter(pool -> !pool.ready() && !pool.late())
        .map(_ -> "starting its connection pool");
  }

  private void attach(Context ctx, Database database) {
    JsonBody body = JsonBody.of(ctx);
    String app = body.text("app");
    Optional<String> wanted =
        body.optionalText("name").filter(not(String::isBlank)).map(PoolingRoutes::checked);
    if (!body.optionalText("credential").orElse("default").equals("default")) {
      throw ApiError.invalid("Only the default credential can be pooled.")
          .with("field", "credential");
    }
    refuseUnlessOffered(database);
    String token =
        Credentials.of(ctx)
            .token()
            .orElseThrow(() -> ApiError.unauthorized("Invalid credentials provided."));
    wish(ctx, database);
    try {
      Optional<JsonNode> there = existing(database, app, wanted, token);
      if (there.isPresent()) {
        ctx.json(there.get());
        return;
      }
      String name = wanted.orElse(USUAL_NAME);
      switch (market.attach(database.name(), app, name, Pooler.NAMESPACE, token)) {
        case Attached.Made made -> ctx.status(201).json(made.attachment());
        case Attached.Refused refused ->
            throw ApiError.invalid(refused.why() + " (Another name can be given with --as.)");
      }
    } catch (MarketTrouble e) {
      throw later(ctx, "The marketplace cannot attach the pool at the moment: please try again.");
    }
  }

  private static String checked(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    if (!NAME.matcher(upper).matches()) {
      throw ApiError.invalid(
              "An attachment's name has letters, digits and _, and begins with a letter.")
          .with("field", "name");
    }
    return upper;
  }

  private void refuseUnlessOffered(Database database) {
    database.refuseUnlessUp();
    if (followers.follows(database)) {
      throw ApiError.invalid(
          "A follower has no pool while it follows. It gets one with pg:unfollow if its leader has"
              + " one.");
    }
    ResourceRecord row = row(database);
    if (!Grant.isTold(row)) {
      throw ApiError.invalid("This database's marketplace takes no URLs beside the first one.");
    }
    if (missing(row)) {
      throw ApiError.invalid(
          "Connection pooling is not available where this database is: pgbouncer is not installed"
              + " on its server. Run a pool such as PgBouncer beside your app.");
    }
  }

  /** A look says that there is none; a server that was not asked yet may have one. */
  private boolean missing(ResourceRecord row) {
    return plane
        .observations()
        .latestFacts(row.getServerId())
        .flatMap(Observation::facts)
        .flatMap(ServerFactsText::read)
        .flatMap(ServerFactsText::pooler)
        .filter(installed -> !installed)
        .isPresent();
  }

  private void wish(Context ctx, Database database) {
    plane
        .dsl()
        .transaction(tx -> {
          Poolers.want(tx.dsl(), database.id());
          plane.subjects().in(tx.dsl()).wished(database.id());
        });
    boolean soon =
        BriefWait.until(
            LIMIT, () -> Poolers.of(plane.dsl(), database.id()).filter(Pooler::ready).isPresent());
    if (!soon) {
      throw later(ctx, "The pool is still being set up: please repeat the command in a moment.");
    }
  }

  /** A repeat gives what is there. */
  private Optional<JsonNode> existing(
      Database database, String app, Optional<String> wanted, String token) {
    return market.attachments(database.id(), token).stream()
        .filter(one -> one.path("namespace").asText().equals(Pooler.NAMESPACE))
        .filter(one ->
            one.at("/app/name").asText().equals(app) || one.at("/app/id").asText().equals(app))
        .filter(one -> wanted.isEmpty() || one.path("name").asText().equals(wanted.get()))
        .findFirst();
  }

  private static ApiError later(Context ctx, String message) {
    ctx.header("Retry-After", "5");
    return ApiError.unavailable(message);
  }

  private ResourceRecord row(Database database) {
    return resources.find(database.id()).orElseThrow();
  }
}
