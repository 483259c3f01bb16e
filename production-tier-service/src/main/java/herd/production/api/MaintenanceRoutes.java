package herd.production.api;

import herd.controlplane.ControlPlane;
import herd.production.high.Pairs;
import herd.production.high.Upgrades;
import herd.production.maintenance.Maintenance;
import herd.production.maintenance.Maintenances;
import herd.production.maintenance.Window;
import herd.production.plan.ProductionPlan;
import herd.service.http.ApiError;
import herd.service.http.JsonBody;
import herd.tier.Tier;
import herd.tier.data.Customers;
import herd.tier.data.Database;
import herd.tier.data.Doors;
import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * {@code data:maintenances} and all below it (heroku-cli.md, section 10.1), and the older {@code
 * pg:maintenance} (10.2). All of it is wishes and what is in the books.
 */
final class MaintenanceRoutes {

  private static final String ONE = "/data/maintenances/v1/{id}";
  private static final String OLDER = "/client/v11/databases/{id}/maintenance";
  private static final int USUAL_HISTORY = 5;
  private static final int MOST_HISTORY = 1000;
  private static final int MOST_WEEKS = 52;

  private final ControlPlane plane;
  private final Tier tier;
  private final FollowerView followers;
  private final MaintenanceView view;

  MaintenanceRoutes(ControlPlane plane, Tier tier, FollowerView followers) {
    this.followers = followers;
    this.plane = plane;
    this.tier = tier;
    this.view = new MaintenanceView(plane.dsl(), tier.slug());
  }

  void mount(Doors doors) {
    doors
        .app("/data/maintenances/v1/apps/{app}", this::ofApp)
        .get(ONE, (ctx, database) -> ctx.json(current(ctx, database)))
        .get(ONE + "/history", this::history)
        .post(ONE + "/run", this::run)
        .post(ONE + "/schedule", this::schedule)
        .get(ONE + "/window", (ctx, database) -> ctx.json(window(database)))
        .post(ONE + "/window", this::chooseWindow)
        .get(OLDER, (ctx, database) -> ctx.json(Map.of("message", words(database))))
        .post(OLDER, this::runOlder)
        .put(OLDER + "_window", this::chooseOlder);
  }

  private void ofApp(Context ctx, List<Database> databases) {
    ctx.json(
        Map.of(
            "maintenances",
            databases.stream()
                .flatMap(database ->
                    Maintenances.open(books(), database.id()).stream()
                        .map(one ->
                            view.of(database, Customers.addon(ctx, database), Optional.of(one))))
                .toList()));
  }

  private Map<String, @Nullable Object> current(Context ctx, Database database) {
    Optional<Maintenance> one =
        Maintenances.open(books(), database.id())
            .or(() -> Maintenances.history(books(), database.id(), 1).stream().findFirst());
    return view.of(database, Customers.addon(ctx, database), one);
  }

  private void history(Context ctx, Database database) {
    String limit =
        Optional.ofNullable(ctx.queryParam("limit")).orElse(Integer.toString(USUAL_HISTORY));
    if (!limit.matches("[1-9][0-9]{0,3}")) {
      throw ApiError.invalid("'limit' must be a whole number.");
    }
    ctx.json(
        Map.of(
            "maintenances",
            Maintenances.history(
                    books(), database.id(), Math.min(Integer.parseInt(limit), MOST_HISTORY))
                .stream()
                .map(one -> view.of(database, Customers.addon(ctx, database), Optional.of(one)))
                .toList()));
  }

  private void run(Context ctx, Database database) {
    wishRun(database);
    ctx.status(202).json(current(ctx, database));
  }

  private void runOlder(Context ctx, Database database) {
    wishRun(database);
    ctx.status(202).json(Map.of("message", "The maintenance runs."));
  }

  private void wishRun(Database database) {
    database.refuseUnlessUp();
    followers.refuseFollower(database, "maintenance");
    plane
        .dsl()
        .transaction(tx -> {
          Maintenances.run(tx.dsl(), database.id(), method(database));
          plane.subjects().in(tx.dsl()).wished(database.id());
        });
  }

  private String method(Database database) {
    return Maintenance.method(ProductionPlan.of(tier.plans(), database.plan().name()));
  }

  private void schedule(Context ctx, Database database) {
    int weeks = weeks(JsonBody.of(ctx).text("delay_weeks"));
    Maintenance moved =
        plane
            .dsl()
            .transactionResult(tx -> {
              Maintenance one =
                  Maintenances.open(tx.dsl(), database.id())
                      .filter(Maintenance::movable)
                      .orElseThrow(
                          () -> new ApiError(422, "unprocessable", "No maintenance is scheduled."));
              boolean moves = Maintenances.delay(tx.dsl(), one, weeks);
              // From here on its leader is not stopped for it; it may have been a moment ago.
              Pairs.wished(plane, tx.dsl(), database.id());
              if (!moves || !Upgrades.underWay(tx.dsl(), List.of(database.id())).isEmpty()) {
                throw new ApiError(
                    422,
                    "unprocessable",
                    "The maintenance runs already; data:maintenances:wait waits for its end.");
              }
              return Maintenances.open(tx.dsl(), database.id()).orElseThrow();
            });
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("previously_scheduled_for", MaintenanceView.time(moved.previouslyScheduledFor()));
    answer.put("scheduled_for", MaintenanceView.time(Optional.of(moved.scheduledFor())));
    ctx.json(answer);
  }

  private static int weeks(String text) {
    if (!text.matches("-?[0-9]{1,3}") || Math.abs(Integer.parseInt(text)) > MOST_WEEKS) {
      throw ApiError.invalid("'delay_weeks' must be a number of weeks.");
    }
    return Integer.parseInt(text);
  }

  private Map<String, @Nullable Object> window(Database database) {
    Maintenances.Windows windows = Maintenances.windows(books(), database.id());
    Optional<Maintenance> one = Maintenances.open(books(), database.id());
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("window", windows.now().text());
    answer.put("previous_window", windows.previous().map(Window::text).orElse(null));
    answer.put("scheduled_at", MaintenanceView.time(one.map(Maintenance::scheduledFor)));
    answer.put(
        "previously_scheduled_at",
        MaintenanceView.time(one.flatMap(Maintenance::previouslyScheduledFor)));
    return answer;
  }

  private void chooseWindow(Context ctx, Database database) {
    JsonBody body = JsonBody.of(ctx);
    choose(database, body.text("day_of_week"), body.text("time_of_day"));
    ctx.json(window(database));
  }

  private void chooseOlder(Context ctx, Database database) {
    String[] words = JsonBody.of(ctx).text("description").strip().split(" +", 2);
    choose(database, words[0], words.length > 1 ? words[1] : "");
    ctx.json(Map.of("message", Maintenances.windows(books(), database.id()).now().text()));
  }

  private void choose(Database database, String day, String time) {
    Window window =
        Window.read(day, time)
            .orElseThrow(() ->
                ApiError.invalid(
                    "A window begins on a day of the week at a full or half hour in UTC, such as"
                        + " Sunday 14:30."));
    plane
        .dsl()
        .transaction(tx -> {
          Maintenances.move(tx.dsl(), database.id(), window);
          Pairs.wished(plane, tx.dsl(), database.id());
        });
  }

  private String words(Database database) {
    return "%s maintenance is %s."
        .formatted(
            Maintenances.open(books(), database.id()).isPresent() ? "A" : "No",
            Maintenances.open(books(), database.id()).isPresent()
                ? words(books(), database)
                : "required");
  }

  /** One line on what is to come. */
  static String words(DSLContext books, Database database) {
    return Maintenances.open(books, database.id())
        .map(one ->
            one.status().equals("running")
                ? "running"
                : "scheduled for " + MaintenanceView.time(Optional.of(one.scheduledFor())))
        .orElse("not required");
  }

  private DSLContext books() {
    return plane.dsl();
  }
}
