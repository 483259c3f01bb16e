package herd.production.api;

import static herd.controlplane.generated.Tables.SUBJECT;
import static herd.tier.generated.Tables.RESOURCE;
import static herd.tier.generated.Tables.SERVER;

import herd.controlplane.ControlPlane;
import herd.production.follower.Followers;
import herd.production.high.PairState;
import herd.production.high.Pairs;
import herd.production.maintenance.Maintenance;
import herd.production.maintenance.Maintenances;
import herd.service.http.ApiError;
import herd.service.http.JsonBody;
import herd.tier.data.Database;
import herd.tier.data.Doors;
import herd.tier.resource.Resources;
import io.javalin.http.Context;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jooq.DSLContext;

/**
 * {@code pg:upgrade:*} (heroku-cli.md, section 5): Postgres of another major version, as a
 * maintenance that its customer plans, runs or cancels. 422 with advice for what cannot be. There
 * is no dry run: it gets the common refusal.
 */
final class UpgradeRoutes {

  private static final String ALL = "/client/v11/databases/{id}/upgrade/";

  private final ControlPlane plane;
  private final Resources resources;
  private final FollowerView followers;

  UpgradeRoutes(ControlPlane plane, Resources resources, FollowerView followers) {
    this.plane = plane;
    this.resources = resources;
    this.followers = followers;
  }

  void mount(Doors doors) {
    doors
        .post(ALL + "prepare", this::prepare)
        .post(ALL + "run", this::run)
        .post(ALL + "cancel", this::cancel)
        .get(ALL + "wait_status", (ctx, database) -> ctx.json(progress(database)));
  }

  private void prepare(Context ctx, Database database) {
    int major = wanted(ctx, database);
    Maintenance planned =
        plane
            .dsl()
            .transactionResult(tx -> {
              plan(tx.dsl(), database, major);
              return Maintenances.open(tx.dsl(), database.id()).orElseThrow();
            });
    ctx.status(202)
        .json(
            Map.of(
                "message",
                "Your database will be upgraded to PostgreSQL %d in its maintenance window, at %s. `heroku pg:upgrade:run` does it at once; `heroku pg:upgrade:cancel` takes it back."
                    .formatted(major, MaintenanceView.time(Optional.of(planned.scheduledFor())))));
  }

  private void run(Context ctx, Database database) {
    Optional<Maintenance> planned =
        Maintenances.open(plane.dsl(), database.id()).filter(Maintenance::upgrades);
    Optional<String> given = JsonBody.of(ctx).optionalText("version");
    int newest = wanted(ctx, database);
    int major = given.isEmpty() ? planned.flatMap(Maintenance::major).orElse(newest) : newest;
    plane
        .dsl()
        .transaction(tx -> {
          DSLContext in = tx.dsl();
          if (planned.flatMap(Maintenance::major).filter(to -> to == major).isEmpty()) {
            plan(in, database, major);
          }
          Maintenances.runNow(in, database.id());
          plane.subjects().in(in).wished(database.id());
        });
    ctx.status(202)
        .json(
            Map.of(
                "message",
                "The upgrade to PostgreSQL %d begins. A copy is made first; then your database is interrupted while that is upgraded, and has another address. `heroku pg:upgrade:wait` tells how far it is."
                    .formatted(major)));
  }

  private void cancel(Context ctx, Database database) {
    followers.refuseFollower(database, "version");
    boolean taken =
        plane
            .dsl()
            .transactionResult(tx -> {
              plane.subjects().in(tx.dsl()).wished(database.id());
              Pairs.wished(plane, tx.dsl(), database.id());
              return Maintenances.cancelUpgrade(tx.dsl(), database.id());
            });
    if (!taken) {
      throw ApiError.invalid(
          "No upgrade is prepared, or your database is interrupted for it already.");
    }
    ctx.json(Map.of("message", "The upgrade is taken back."));
  }

  private static void plan(DSLContext in, Database database, int major) {
    if (!Maintenances.planUpgrade(in, database.id(), major)) {
      throw ApiError.invalid(
          "Another maintenance is scheduled: run it first with `heroku data:maintenances:run`, or"
              + " take an upgrade back with `heroku pg:upgrade:cancel`.");
    }
  }

  /** The version asked for, or the newest; the database can be upgraded to it. */
  private int wanted(Context ctx, Database database) {
    database.refuseUnlessUp();
    if (followers.follows(database)) {
      throw ApiError.invalid(
          "A follower has its leader's version. End that with `heroku pg:unfollow` first, then"
              + " upgrade it.");
    }
    int now = major(database);
    List<Integer> newer =
        resources.versions().stream()
            .filter(version -> version > now)
            .sorted(Comparator.reverseOrder())
            .toList();
    if (newer.isEmpty()) {
      throw ApiError.invalid("Your database has the newest version of PostgreSQL there is here.");
    }
    if (!Followers.ofLeader(plane.dsl(), database.id()).isEmpty()) {
      throw ApiError.invalid(
          "Its followers cannot follow it to another version. Destroy them, or end that with"
              + " `heroku pg:unfollow`, and make new ones after the upgrade.");
    }
    Optional<String> given = JsonBody.of(ctx).optionalText("version");
    return newer.stream()
        .filter(version -> given.map(version.toString()::equals).orElse(true))
        .findFirst()
        .orElseThrow(() ->
            ApiError.invalid(
                "Your database has PostgreSQL %d; it can be upgraded to %s."
                    .formatted(
                        now,
                        newer.stream().map(String::valueOf).collect(Collectors.joining(", ")))));
  }

  /** Of the server that leads. */
  private int major(Database database) {
    Integer major =
        plane
            .dsl()
            .select(SERVER.POSTGRES_MAJOR)
            .from(RESOURCE)
            .join(SERVER)
            .on(SERVER.ID.eq(RESOURCE.SERVER_ID))
            .where(RESOURCE.ID.eq(database.id()))
            .fetchOne(SERVER.POSTGRES_MAJOR);
    if (major == null) {
      throw ApiError.invalid("Its version is not known yet; ask again in a minute.");
    }
    return major;
  }

  /** Always 200: the CLI takes an error for "still waiting" (heroku-cli.md, section 2.2). */
  private Map<String, Object> progress(Database database) {
    Optional<Maintenance> last = Maintenances.upgrade(plane.dsl(), database.id());
    Map<String, Object> answer = new LinkedHashMap<>();
    boolean runs = last.filter(one -> one.status().equals("running")).isPresent();
    answer.put("waiting?", runs);
    if (runs) {
      Step step = step(database, last.orElseThrow());
      answer.put("step", step.number() + "/3");
      answer.put("message", step.words());
      return answer;
    }
    Optional<String> failure = last.flatMap(Maintenance::failure);
    failure.ifPresent(_ -> answer.put("error?", true));
    answer.put(
        "message",
        failure
            .map(why -> "The upgrade failed, and your database is as it was: " + why)
            .orElseGet(() ->
                last.map(one ->
                        one.completedAt().isPresent()
                            ? "upgraded to PostgreSQL " + one.major().orElseThrow()
                            : "scheduled for "
                                + MaintenanceView.time(Optional.of(one.scheduledFor())))
                    .orElse("no upgrade is prepared")));
    return answer;
  }

  private record Step(int number, String words) {}

  private Step step(Database database, Maintenance upgrade) {
    return plane
        .dsl()
        .select(SUBJECT.STATE)
        .from(SUBJECT)
        .where(SUBJECT.PART_OF.eq(database.id()), SUBJECT.KIND.eq("pair"))
        .fetchOptional(SUBJECT.STATE)
        .map(PairState::valueOf)
        .map(state ->
            switch (state) {
              case FENCING, UPGRADING, PROMOTING -> new Step(2, "upgrading");
              case ALONE -> new Step(3, "moving to the upgraded server");
              case GUARDED, DOUBTFUL -> new Step(1, "the copy is ready" + waitsFor(upgrade));
              case FORMING, RESTARTING, SINGLE, DISSOLVED -> new Step(1, "making a copy");
            })
        .orElseGet(() -> new Step(1, "making a copy"));
  }

  private static String waitsFor(Maintenance upgrade) {
    return upgrade.runAsked()
        ? ""
        : " for the maintenance window at "
            + MaintenanceView.time(Optional.of(upgrade.scheduledFor()));
  }
}
