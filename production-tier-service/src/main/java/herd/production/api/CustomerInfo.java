package herd.production.api;

import herd.controlplane.ControlPlane;
import herd.production.credential.Credentials;
import herd.production.high.Pairs;
import herd.production.maintenance.Maintenances;
import herd.production.plan.High;
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

/**
 * The lines of {@code pg:info} for a database with servers of its own, with the names and in the
 * order Heroku's own service gives them (heroku-cli.md, section 5.1). They claim what is there and
 * no more.
 */
record CustomerInfo(
    ControlPlane plane,
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
    high(database)
        .ifPresent(high -> {
          boolean two = Pairs.mayTakeOver(plane, database.id(), high.synchronous());
          lines.add(new Line("HA Status", two ? "Available" : "Temporarily Unavailable"));
          lines.add(new Line("Warning", warnings(database, two)));
        });
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
    ServerSettings.afterRestart(plane.dsl(), database.id())
        .ifPresent(names -> lines.add(new Line("After the next restart", names)));
    lines.add(new Line("Maintenance", MaintenanceRoutes.words(plane.dsl(), database)));
    lines.add(
        new Line(
            "Maintenance window", Maintenances.windows(plane.dsl(), database.id()).now().text()));
    lines.addAll(followers.lines(database));
    return lines;
  }

  private String credentialCount(UUID resource) {
    long beside =
        credentials.of(plane.dsl(), resource).stream()
            .filter(one -> one.wanted() && !one.isDefault())
            .count();
    return Long.toString(1 + beside);
  }

  /** What the plan promises of its standby; empty for a follower, which has none. */
  Optional<High> high(Database database) {
    return ProductionPlan.of(plans, database.plan().name())
        .high()
        .filter(_ -> !followers.follows(database));
  }

  /**
   * @param two a second server could take over
   */
  private static List<String> warnings(Database database, boolean two) {
    List<String> warnings = new ArrayList<>();
    if (!two && database.up()) {
      warnings.add("The database has one copy at the moment");
    }
    List<String> weaker = database.facts().weakerCommits();
    if (!weaker.isEmpty()) {
      warnings.add(
          "Commits that do not wait for the standby may be lost: synchronous_commit of "
              + String.join(", ", weaker));
    }
    return warnings;
  }
}
