package herd.production.api;

import herd.production.placement.Placement;
import herd.production.placement.Placements;
import herd.production.placement.Role;
import herd.service.http.ApiError;
import herd.tier.data.Database;
import herd.tier.data.InfoLines.Line;
import herd.tier.resource.Resources.Endpoint;
import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;

/**
 * A database's addresses for clients that know all its servers and find the leader by themselves: a
 * failover costs them no new config var. Time-outs are those the failover benchmark was measured
 * with; a connection that is held to a machine that is gone ends after five seconds, and a frozen
 * one's is for the client's own limit of a statement.
 */
record Addresses(DSLContext books) {

  private static final String LIBPQ =
      "?target_session_attrs=read-write&connect_timeout=2&tcp_user_timeout=5000"
          + "&keepalives_idle=2&keepalives_interval=1&keepalives_count=3&sslmode=require";
  private static final String JDBC =
      "?targetServerType=primary&connectTimeout=1&sslResponseTimeout=1000&socketTimeout=2&hostRecheckSeconds=1"
          + "&sslmode=require";

  /** {@code GET …/addresses}: {@code libpq}, {@code jdbc}, and what the second wants beside it. */
  void show(Context ctx, Database database) {
    Endpoint at =
        database
            .endpoint()
            .filter(_ -> database.up())
            .orElseThrow(() ->
                ApiError.invalid("The database is preparing; please wait until it is available."));
    List<String> hosts = hosts(database);
    Map<String, String> all = new LinkedHashMap<>();
    all.put("libpq", libpq(at.user() + ":" + at.password(), hosts, at));
    all.put("jdbc", jdbc(hosts, at));
    all.put("user", at.user());
    all.put("password", at.password());
    ctx.json(all);
  }

  /** The same for a page, without the password; none while there is one server only. */
  List<Line> lines(Database database) {
    List<String> hosts = hosts(database);
    return database
        .endpoint()
        .filter(_ -> database.up() && hosts.size() > 1)
        .map(at ->
            List.of(
                new Line("libpq", libpq(at.user(), hosts, at)), new Line("JDBC", jdbc(hosts, at))))
        .orElse(List.of());
  }

  private static String libpq(String login, List<String> hosts, Endpoint at) {
    return "postgres://%s@%s/%s%s".formatted(login, String.join(",", hosts), at.database(), LIBPQ);
  }

  private static String jdbc(List<String> hosts, Endpoint at) {
    return "jdbc:postgresql://%s/%s%s".formatted(String.join(",", hosts), at.database(), JDBC);
  }

  /** The leader first; an old leader is on its way back or out, and not named. */
  private List<String> hosts(Database database) {
    List<Placement> placements =
        Placements.of(books, database.id()).stream()
            .filter(placement -> placement.role() != Role.OLD_LEADER)
            .toList();
    return placements.stream()
        .flatMap(placement ->
            books
                .resultQuery(
                    "select address, port from server where id = ? and port is not null",
                    placement.server())
                .fetch(row -> row.get(0, String.class) + ":" + row.get(1, Integer.class))
                .stream())
        .toList();
  }
}
