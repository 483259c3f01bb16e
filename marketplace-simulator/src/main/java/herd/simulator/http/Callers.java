package herd.simulator.http;

import herd.simulator.Customer;
import herd.simulator.state.AccessToken;
import herd.simulator.state.Addon;
import herd.simulator.state.App;
import herd.simulator.state.Ledger;
import herd.simulator.state.World;
import io.javalin.http.Context;
import io.javalin.security.BasicAuthCredentials;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Tells who calls, and finds apps and add-ons for them. What belongs to somebody else is reported
 * like something that does not exist, except an app, whose names are public.
 */
public final class Callers {
  private final List<Customer> customers;
  private final Ledger ledger;
  private final InstantSource clock;

  public Callers(List<Customer> customers, Ledger ledger, InstantSource clock) {
    this.customers = customers;
    this.ledger = ledger;
    this.clock = clock;
  }

  /** By bearer token, or by Basic with the token as password, as some CLI calls have it. */
  public Caller of(Context ctx) {
    return token(ctx).flatMap(this::known).orElseThrow(Problem::unauthorized);
  }

  public Caller.User user(Context ctx) {
    return switch (of(ctx)) {
      case Caller.User user -> user;
      case Caller.Partner _ -> throw Problem.forbidden("An add-on's token may not do this.");
    };
  }

  /** The provider, calling about the add-on of its token; any other add-on is forbidden. */
  public UUID partner(Context ctx, String addonId) {
    return switch (of(ctx)) {
      case Caller.Partner(UUID addon) when addon.toString().equals(addonId) -> addon;
      case Caller.Partner _ -> throw Problem.forbidden("This token belongs to another add-on.");
      case Caller.User _ -> throw Problem.forbidden("Only the add-on's provider may do this.");
    };
  }

  public App app(World world, Caller caller, String nameOrId) {
    App app = world.app(nameOrId).orElseThrow(() -> Problem.notFound("app"));
    boolean allowed =
        switch (caller) {
          case Caller.User(String email) -> app.owner().equals(email);
          case Caller.Partner(UUID addon) ->
              world.addonsOn(app.id()).anyMatch(a -> a.id().equals(addon));
        };
    if (!allowed) {
      throw Problem.forbidden("You do not have access to the app " + app.name() + ".");
    }
    return app;
  }

  public Addon addon(World world, Caller caller, String nameOrId) {
    if (caller instanceof Caller.Partner(UUID own) && own.toString().equals(nameOrId)) {
      return world.addon(own).orElseThrow(() -> Problem.gone("This add-on was removed."));
    }
    return world
        .addon(nameOrId)
        .filter(addon -> mayUse(world, caller, addon))
        .orElseThrow(() -> Problem.notFound("add_on"));
  }

  public boolean owns(World world, Caller.User user, UUID app) {
    return world.app(app).filter(found -> found.owner().equals(user.email())).isPresent();
  }

  public Optional<Customer> withPassword(String email, String password) {
    return customers.stream()
        .filter(c -> c.email().equals(email) && c.token().equals(password))
        .findFirst();
  }

  public static Optional<String> token(Context ctx) {
    String header = Objects.requireNonNullElse(ctx.header("Authorization"), "");
    if (header.regionMatches(true, 0, "Bearer ", 0, 7)) {
      return Optional.of(header.substring(7).strip());
    }
    return basic(ctx).map(BasicAuthCredentials::getPassword);
  }

  public static Optional<BasicAuthCredentials> basic(Context ctx) {
    try {
      return Optional.ofNullable(ctx.basicAuthCredentials());
    } catch (IllegalArgumentException e) {
      throw Problem.unauthorized(); // not Base64
    }
  }

  private boolean mayUse(World world, Caller caller, Addon addon) {
    return switch (caller) {
      case Caller.Partner(UUID own) -> own.equals(addon.id());
      case Caller.User user -> owns(world, user, addon.app());
    };
  }

  private Optional<Caller> known(String token) {
    World world = ledger.now();
    AccessToken access = world.accessTokens().get(token);
    if (access != null && access.expiresAt().isAfter(clock.instant())) {
      return Optional.of(new Caller.Partner(access.addon()));
    }
    return customers.stream()
        .filter(customer -> customer.token().equals(token))
        .map(Customer::email)
        .findFirst()
        .or(() ->
            world.authorizations().values().stream()
                .filter(authorization -> authorization.token().equals(token))
                .map(authorization -> authorization.email())
                .findFirst())
        .map(Caller.User::new);
  }
}
