package herd.production.api;

import herd.controlplane.ControlPlane;
import herd.production.credential.Credential;
import herd.production.credential.CredentialWishes;
import herd.production.credential.Credentials;
import herd.service.Sealer;
import herd.service.http.ApiError;
import herd.service.http.JsonBody;
import herd.tier.data.BriefWait;
import herd.tier.data.Database;
import herd.tier.data.Doors;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * {@code pg:credentials} and all below it (heroku-cli.md, section 7). What is wished is stored, and
 * its outcome awaited for a moment: 200 when it is done, 202 while it is being done.
 */
final class CredentialRoutes {

  private static final String DATABASE = "/postgres/v0/databases/{id}";
  private static final String ALL = DATABASE + "/credentials";
  private static final String ONE = ALL + "/{name}";
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final ControlPlane plane;
  private final Credentials credentials;
  private final FollowerView followers;
  private final CredentialWishes wishes;
  private final CredentialView view;

  CredentialRoutes(
      ControlPlane plane, Credentials credentials, FollowerView followers, Sealer sealer) {
    this.plane = plane;
    this.followers = followers;
    this.credentials = credentials;
    this.wishes = new CredentialWishes(plane, credentials, sealer);
    this.view = new CredentialView(sealer);
  }

  void mount(Doors doors) {
    doors
        .get(ALL, (ctx, database) -> ctx.json(list(database)))
        .post(ALL, this::create)
        .get(ONE, (ctx, database) -> ctx.json(one(database, ctx.pathParam("name"))))
        .delete(ONE, this::destroy)
        .post(ONE + "/credentials_rotation", this::rotate)
        .post(DATABASE + "/credentials_rotation", this::rotateAll)
        .post(DATABASE + "/repair-default", this::repair);
  }

  private List<Map<String, @Nullable Object>> list(Database database) {
    List<Credential> all = credentials.of(plane.dsl(), database.id());
    List<Map<String, @Nullable Object>> list = new ArrayList<>();
    if (all.stream().noneMatch(Credential::isDefault)) {
      list.add(view.of(database, Credential.DEFAULT, Optional.empty()));
    }
    all.forEach(one -> list.add(view.of(database, one.name(), Optional.of(one))));
    return list;
  }

  private Map<String, @Nullable Object> one(Database database, String name) {
    Optional<Credential> row = find(database, name);
    if (row.isEmpty() && !name.equals(Credential.DEFAULT)) {
      throw unknown();
    }
    return view.of(database, name, row);
  }

  private void create(Context ctx, Database database) {
    String name = JsonBody.of(ctx).text("name");
    refuseUnlessTheirs(database);
    wishes.create(database.id(), name);
    answer(ctx, database, name, one -> !one.due());
  }

  private void destroy(Context ctx, Database database) {
    String name = ctx.pathParam("name");
    if (name.equals(Credential.DEFAULT)) {
      throw new ApiError(422, "unprocessable", "The default credential cannot be destroyed.");
    }
    refuseUnlessTheirs(database);
    need(database, name);
    wishes.destroy(database.id(), name);
    boolean soon = BriefWait.until(LIMIT, () -> find(database, name).isEmpty());
    ctx.status(soon ? 200 : 202)
        .json(Map.of("message", soon ? "It is gone." : "It is being removed."));
  }

  private void rotate(Context ctx, Database database) {
    boolean forced = forced(ctx);
    String name = ctx.pathParam("name");
    refuseUnlessTheirs(database);
    if (!name.equals(Credential.DEFAULT)) {
      need(database, name);
    }
    wishes.rotate(database.id(), name, forced);
    answer(ctx, database, name, CredentialRoutes::rotated);
  }

  private void rotateAll(Context ctx, Database database) {
    boolean forced = forced(ctx);
    refuseUnlessTheirs(database);
    wishes.rotateAll(database.id(), forced);
    boolean soon =
        BriefWait.until(
            LIMIT,
            () ->
                credentials.of(plane.dsl(), database.id()).stream()
                    .allMatch(CredentialRoutes::rotated));
    ctx.status(soon ? 200 : 202).json(list(database));
  }

  /** The new login works; the old one may have sessions. */
  private static boolean rotated(Credential one) {
    return !one.due() && one.next().isEmpty();
  }

  private void repair(Context ctx, Database database) {
    refuseUnlessTheirs(database);
    wishes.repairDefault(database.id());
    answer(ctx, database, Credential.DEFAULT, one -> !one.due());
  }

  private void refuseUnlessTheirs(Database database) {
    database.refuseUnlessUp();
    followers.refuseFollower(database, "credentials");
  }

  private static boolean forced(Context ctx) {
    return JsonBody.ofOptional(ctx).optionalFlag("forced").orElse(false);
  }

  private void answer(Context ctx, Database database, String name, Predicate<Credential> done) {
    boolean soon = BriefWait.until(LIMIT, () -> find(database, name).filter(done).isPresent());
    ctx.status(soon ? 200 : 202).json(view.of(database, name, find(database, name)));
  }

  private Optional<Credential> find(Database database, String name) {
    return credentials.of(plane.dsl(), database.id()).stream()
        .filter(one -> one.name().equals(name))
        .findFirst();
  }

  private void need(Database database, String name) {
    if (find(database, name).filter(Credential::wanted).isEmpty()) {
      throw unknown();
    }
  }

  private static ApiError unknown() {
    return ApiError.notFound("Couldn't find that credential.");
  }
}
