package herd.tier.addon;

import static herd.controlplane.generated.Tables.INCIDENT;
import static herd.controlplane.generated.Tables.SUBJECT;
import static herd.controlplane.generated.Tables.TRANSITION;
import static org.jooq.impl.DSL.select;

import herd.controlplane.ControlPlane;
import herd.tier.data.Database;
import herd.tier.data.InfoLines.Line;
import herd.tier.data.Offer;
import io.javalin.http.Context;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** The page a customer sees of a database: plan, state, what is wrong, what happened lately. */
final class DatabasePage {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static final int TRANSITIONS = 10;

  /** Types of incidents that a customer should know of; the rest are our own affair. */
  private static final Map<String, String> WORDS =
      Map.ofEntries(
          Map.entry(
              "resource_unavailable", "The database cannot be reached. We are working on it."),
          Map.entry("leader_unavailable", "The database cannot be reached. We are working on it."),
          Map.entry(
              "cannot_commit", "The database answers, but cannot write. We are working on it."),
          Map.entry(
              "undecided", "We are not certain that the database can be reached. We are looking."),
          Map.entry(
              "auth_refused",
              "Our monitoring is not let in, and perhaps your apps are not either. We are working on"
                  + " it."),
          Map.entry("volume_stuck", "The server's disk takes no writes. We are working on it."),
          Map.entry("leader_lost", "The database was interrupted. A standby is taking over."),
          Map.entry(
              "standby_lost",
              "The database has one copy at the moment. A second one is being made."),
          Map.entry(
              "collation_mismatch",
              "The database's standby cannot take over at the moment: it sorts text otherwise than"
                  + " its leader. We are working on it."),
          Map.entry(
              "replay_lag",
              "The database's standby is slow to replay what is written. A failover would take"
                  + " longer than usual."),
          Map.entry(
              "follower_stuck", "The database does not follow its leader. It is being made again."),
          Map.entry(
              "follower_behind",
              "The database is far behind its leader: long queries on it hold replay back, or its"
                  + " plan is too small for what its leader writes."),
          Map.entry("stuck_forming", "A copy is taking longer to make than it should."),
          Map.entry("connections_exhausted", "The database has nearly used up its connections."),
          Map.entry(
              "volume_nearly_full",
              "The database's disk is nearly full. Please delete data or upgrade."),
          Map.entry(
              "transaction_wraparound",
              "The database runs out of transaction numbers. We are vacuuming it."),
          Map.entry(
              "pooler_down",
              "The database's connection pool cannot be reached. We are working on it."),
          Map.entry(
              "server_unreachable",
              "The database's server cannot be reached. We are working on it."),
          Map.entry(
              "postgres_down",
              "PostgreSQL is down on the database's server. We are working on it."),
          Map.entry(
              "disk_nearly_full",
              "The database's server is short of disk space. We are making room."),
          Map.entry("connections_full", "The database's server has no connections left."),
          Map.entry(
              "lock_table_filling",
              "The database's server has no room for locks. We are making room."),
          Map.entry(
              "over_limit",
              "The database is over a limit of its plan. Please delete data or upgrade."),
          Map.entry("stuck_creating", "The database is taking longer to create than it should."),
          Map.entry(
              "grant_lost", "The database could not be announced to the platform. We are on it."));

  private static final Map<String, String> STATES =
      Map.of(
          "CREATING", "preparing",
          "AVAILABLE", "available",
          "UNCERTAIN", "being checked",
          "UNAVAILABLE", "unavailable",
          "DESTROYING", "being removed",
          "DESTROYED", "removed");

  private final ControlPlane plane;
  private final Offer offer;

  DatabasePage(ControlPlane plane, Offer offer) {
    this.plane = plane;
    this.offer = offer;
  }

  void show(Context ctx, Database database) {
    ctx.header("Cache-Control", "no-store");
    ctx.header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
    ctx.header("X-Content-Type-Options", "nosniff");
    ctx.header("X-Frame-Options", "DENY");
    ctx.header("Referrer-Policy", "no-referrer");
    ctx.contentType("text/html; charset=utf-8").result(html(database));
  }

  private String html(Database database) {
    return """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>%1$s</title>
    <style>
    body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color: #1f2733; }
    h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
    table { border-collapse: collapse; width: 100%%; } th, td { text-align: left; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid #e3e6eb; vertical-align: top; overflow-wrap: anywhere; }
    th { font-weight: 500; color: #5b6675; width: 14rem; }
    .trouble { background: #fdf0e6; padding: .6rem 1rem; border-left: 4px solid #d9702b; }
    </style>
    </head>
    <body>
    <div id="heroku-header"></div>
    <h1>%1$s</h1>
    %2$s
    <table>
    %3$s
    </table>
    %4$s
    <h2>Recently</h2>
    <table>
    %5$s
    </table>
    </body>
    </html>
    """
        .formatted(
            Html.escaped(database.name()),
            troubles(database.id()).stream()
                .map(words -> "<p class=\"trouble\">" + Html.escaped(words) + "</p>")
                .collect(Collectors.joining("\n")),
            // Other databases' URLs have their passwords in them.
            rows(offer.info(database).stream().filter(line -> !line.urls()).toList()),
            addresses(offer.addresses(database)),
            transitions(database.id()));
  }

  private static String rows(List<Line> lines) {
    return lines.stream()
        .filter(line -> !line.values().isEmpty())
        .map(line -> Html.row(line.name(), String.join(", ", line.values())))
        .collect(Collectors.joining("\n"));
  }

  private static String addresses(List<Line> lines) {
    return lines.isEmpty()
        ? ""
        : """
        <h2>Addresses</h2>
        <p>Clients that know both servers find the leader by themselves, without a new config var. User and password are the config var's.</p>
        <table>
        %s
        </table>\
        """
            .formatted(rows(lines));
  }

  /**
   * Open incidents of the database, of the server it stands on, and of what is part of it: its
   * pair, or that it follows.
   */
  private List<String> troubles(UUID id) {
    return plane
        .dsl()
        .select(INCIDENT.TYPE)
        .from(INCIDENT)
        .where(INCIDENT.RESOLVED_AT.isNull(), INCIDENT.CLEARED_AT.isNull())
        .and(
            INCIDENT
                .SUBJECT_ID
                .eq(id)
                .or(
                    INCIDENT.SUBJECT_ID.eq(
                        select(SUBJECT.PART_OF).from(SUBJECT).where(SUBJECT.ID.eq(id))))
                .or(
                    INCIDENT.SUBJECT_ID.in(
                        select(SUBJECT.ID).from(SUBJECT).where(SUBJECT.PART_OF.eq(id)))))
        .orderBy(INCIDENT.OPENED_AT)
        .fetch(INCIDENT.TYPE)
        .stream()
        .flatMap(type -> Optional.ofNullable(WORDS.get(type)).stream())
        .distinct()
        .toList();
  }

  private String transitions(UUID id) {
    return plane
        .dsl()
        .select(TRANSITION.AT, TRANSITION.TO_STATE)
        .from(TRANSITION)
        .where(TRANSITION.SUBJECT_ID.eq(id))
        .orderBy(TRANSITION.ID.desc())
        .limit(TRANSITIONS)
        .fetch(row -> Html.row(time(row.value1()), STATES.getOrDefault(row.value2(), "changed")))
        .stream()
        .collect(Collectors.joining("\n"));
  }

  private static String time(OffsetDateTime at) {
    return TIME.format(at);
  }
}
