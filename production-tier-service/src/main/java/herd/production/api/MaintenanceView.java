package herd.production.api;

import herd.production.maintenance.Maintenance;
import herd.production.maintenance.Maintenances;
import herd.tier.data.Database;
import herd.tier.data.DatabaseView;
import herd.tier.market.AddonView;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** A maintenance as the CLI reads it (heroku-cli.md, section 10.1). */
record MaintenanceView(DSLContext books, String slug) {

  /**
   * @param theirs the add-on as the marketplace described it to whoever asks
   */
  Map<String, @Nullable Object> of(Database database, AddonView theirs, Optional<Maintenance> one) {
    Map<String, @Nullable Object> view = new LinkedHashMap<>();
    String window = Maintenances.windows(books, database.id()).now().text();
    view.put("status", one.map(Maintenance::status).orElse("none"));
    view.put("method", one.map(Maintenance::method).orElse(null));
    view.put("reason", one.map(Maintenance::reason).orElse(null));
    view.put("window", window);
    view.put("scheduled_for", time(one.map(Maintenance::scheduledFor)));
    view.put("required_by", time(one.map(Maintenance::requiredBy)));
    view.put("previously_scheduled_for", time(one.flatMap(Maintenance::previouslyScheduledFor)));
    view.put("started_at", time(one.flatMap(Maintenance::startedAt)));
    view.put("completed_at", time(one.flatMap(Maintenance::completedAt)));
    view.put("duration_seconds", one.flatMap(MaintenanceView::seconds).orElse(null));
    view.put("server_created_at", time(one.map(Maintenance::createdAt)));
    Map<String, @Nullable Object> addon = new LinkedHashMap<>();
    addon.put("name", database.name());
    addon.put("uuid", database.id().toString());
    addon.put("kind", slug);
    addon.put("plan", slug + ":" + database.plan().name());
    addon.put("attachments", theirs.attachments());
    addon.put("window", window);
    view.put("addon", addon);
    Map<String, @Nullable Object> owner = new LinkedHashMap<>();
    owner.put("name", theirs.app());
    owner.put("uuid", theirs.appId().orElse(null));
    view.put("app", owner);
    return view;
  }

  private static Optional<Long> seconds(Maintenance one) {
    return one.startedAt()
        .flatMap(from -> one.completedAt().map(to -> Duration.between(from, to).toSeconds()));
  }

  static @Nullable String time(Optional<Instant> at) {
    return at.map(DatabaseView::second).orElse(null);
  }
}
