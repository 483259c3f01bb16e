package herd.production.api;

import static herd.controlplane.generated.Tables.SUBJECT;

import herd.production.credential.Credentials;
import herd.production.high.PairState;
import herd.production.maintenance.Maintenances;
import herd.production.plan.ProductionPlan;
import herd.production.setting.ServerSettings;
import herd.tier.data.Database;
import herd.tier.data.Facts;
import herd.tier.data.InfoLines;
import herd.tier.data.InfoLines.Line;
import herd.tier.plan.Plan;
import herd.tier.plan.Plans;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.DSLContext;

/**
 * The lines of {@code pg:info} for a database with servers of its own, with the names and in the
 * order Heroku's own service gives them (heroku-cli.md, section 5.1). They claim what is there and
 * no more.
 */
record CustomerInfo(
    DSLContext books,
    Plans plans,
    FollowerView followers,
    Credentials credentials,
    Function<Database, String> pooling) {

  List<Line> of(Database database) {
    Plan plan = database.plan();
    Facts facts = database.facts();
    List<Line> lines = new ArrayList<>();
    lines.add(new Line("Plan", plan.humanName()));
    lines.add(new Line("Status", database.status()));
    boolean guarded =
        ProductionPlan.of(plans, plan.name()).high().isPresent() && !followers.follows(database);
    if (guarded) {
      lines.add(new Line("HA Status", highStatus(database.id())));
      if (!facts.weakerCommits().isEmpty()) {
        lines.add(
            new Line(
                "Warning",
                "Commits that do not wait for the standby may be lost: synchronous_commit of "
                    + String.join(", ", facts.weakerCommits())));
      }
    }
    lines.add(
        new Line("Data Size", facts.bytes().map(bytes -> InfoLines.size(bytes, plan.bytes()))));
    lines.add(new Line("Tables", facts.tables().map(String::valueOf)));
    lines.add(new Line("PG Version", facts.version()));
    lines.add(
        new Line("Connections", facts.connections().map(now -> now + "/" + plan.connections())));
    lines.add(new Line("Connection Pooling", pooling.apply(database)));
    lines.add(new Line("Credentials", credentialCount(database.id())));
    lines.add(
        new Line(
            "Fork/Follow",
            followers.follows(database) ? "Unsupported" : "Follow available, fork unsupported"));
    lines.add(new Line("Rollback", "Unsupported"));
    lines.add(new Line("Created", InfoLines.minute(database.createdAt())));
    lines.add(new Line("Region", database.region()));
    lines.add(new Line("Data Encryption", "In transit"));
    lines.add(new Line("Continuous Protection", "Off"));
    ServerSettings.afterRestart(books, database.id())
        .ifPresent(names -> lines.add(new Line("After the next restart", names)));
    lines.add(new Line("Maintenance", MaintenanceRoutes.words(books, database)));
    lines.add(
        new Line("Maintenance window", Maintenances.windows(books, database.id()).now().text()));
    lines.addAll(followers.lines(database));
    return lines;
  }

  private String credentialCount(UUID resource) {
    long beside =
        credentials.of(books, resource).stream()
            .filter(one -> one.wanted() && !one.isDefault())
            .count();
    return Long.toString(1 + beside);
  }

  /** Whether a second server could take over at this moment. */
  private String highStatus(UUID resource) {
    Optional<PairState> pair =
        books
            .select(SUBJECT.STATE)
            .from(SUBJECT)
            .where(SUBJECT.PART_OF.eq(resource), SUBJECT.KIND.eq("pair"))
            .fetchOptional(SUBJECT.STATE)
            .map(PairState::valueOf);
    boolean two =
        pair.filter(state ->
                switch (state) {
                  case GUARDED, DOUBTFUL, RESTARTING -> true;
                  case FORMING, FENCING, UPGRADING, PROMOTING, ALONE, SINGLE, DISSOLVED -> false;
                })
            .isPresent();
    return two ? "Available" : "Temporarily Unavailable";
  }
}
