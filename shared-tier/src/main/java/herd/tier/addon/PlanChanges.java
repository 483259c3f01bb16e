package herd.tier.addon;

import herd.service.http.ApiError;
import herd.service.http.JsonBody;
import herd.tier.data.Database;
import herd.tier.data.Databases;
import herd.tier.plan.Plan;
import herd.tier.resource.Resources;
import io.javalin.http.Context;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PUT /heroku/resources/:id (addon-provider.md, section 4): another plan of this tier, or another
 * name. The wish is stored and answered; the server's limits follow.
 */
final class PlanChanges {

  private static final Logger LOG = LoggerFactory.getLogger(PlanChanges.class);

  private final Resources resources;
  private final Databases databases;
  private final Choices choices;

  PlanChanges(Resources resources, Databases databases, Choices choices) {
    this.resources = resources;
    this.databases = databases;
    this.choices = choices;
  }

  void change(Context ctx) {
    UUID id = Caller.resource(ctx);
    if (resources.find(id).isEmpty()) {
      throw Caller.unknown();
    }
    Database database = databases.living(id).orElseThrow(Caller::gone);
    JsonBody body = JsonBody.of(ctx);
    Optional<String> name = ProvisionBody.name(body).filter(n -> !n.equals(database.name()));
    Plan plan =
        name.isPresent() && !body.object().hasNonNull("plan")
            ? database.plan()
            : choices.plan(body.text("plan"));
    String message = toPlan(database, plan);
    name.ifPresent(n -> resources.rename(id, n));
    ctx.status(200).json(Map.of("message", message));
  }

  private String toPlan(Database database, Plan plan) {
    String now = database.plan().name();
    if (plan.name().equals(now)) {
      LOG.atInfo()
          .addKeyValue("resource", database.id())
          .addKeyValue("plan", now)
          .log("plan unchanged");
      return "The plan is " + now + ".";
    }
    if (database.larger(plan)) {
      throw ApiError.invalid("Your database is larger than this plan allows.");
    }
    Optional<String> whyNot = resources.changePlan(database.id(), plan);
    if (whyNot.isPresent()) {
      throw ApiError.invalid(whyNot.get());
    }
    return "Successfully changed from %s to %s".formatted(now, plan.name());
  }
}
