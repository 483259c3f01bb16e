package herd.tier.data;

import herd.service.http.ApiError;
import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.Map;

/** The one answer to every command that a tier does not offer, with what to do instead. */
final class Refusals {

  /** By a part of the path; the first that is in it. */
  private static final Map<String, String> ADVICE = advice();

  private Refusals() {}

  private static Map<String, String> advice() {
    Map<String, String> advice = new LinkedHashMap<>();
    advice.put(
        "/upgrade/dry_run",
        "An upgrade, on the plans from Standard 0 on, is done on a copy: one that fails leaves the database as it was,"
            + " after an interruption.");
    advice.put(
        "/upgrade",
        "Upgrades come with the plans from Standard 0 on. For another version of PostgreSQL, create a database where it is"
            + " offered and copy yours with pg:copy.");
    advice.put("/links", "Connect to both databases from your app, or copy data with pg:copy.");
    advice.put("/connection-pooling", "Run a pool such as PgBouncer beside your app.");
    advice.put("/stats_reset", "Use pg:outliers --reset.");
    advice.put("/metrics", "Use pg:outliers, pg:locks and pg:bloat.");
    advice.put("/config", "Settings can be changed on the plans from Standard 0 on.");
    advice.put("/credentials", "Further credentials come with the plans from Standard 0 on.");
    advice.put("/maintenance", "Maintenance of this plan is done without your doing.");
    return advice;
  }

  /**
   * Answers 422. Only the wait for an upgrade gets a 200: the CLI would take an error for "still
   * waiting", and ask for ever (heroku-cli.md, section 2.2).
   */
  static void refuse(Context ctx, Database database) {
    String path = ctx.path();
    String words =
        "This command is not available for %s databases.".formatted(database.plan().humanName());
    String message =
        ADVICE.entrySet().stream()
            .filter(advice -> path.contains(advice.getKey()))
            .findFirst()
            .map(advice -> words + " " + advice.getValue())
            .orElse(words);
    if (path.endsWith("/upgrade/wait_status")) {
      ctx.json(Map.of("waiting?", false, "error?", true, "message", message));
      return;
    }
    throw new ApiError(422, "unprocessable", message);
  }
}
