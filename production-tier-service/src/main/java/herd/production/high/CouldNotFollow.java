package herd.production.high;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;

/**
 * Something that did not follow a database to its new leader, as the books and the looks have it.
 * What cannot be there is not told: no customer has logical slots ({@code wal_level} is {@code
 * replica}) or prepared transactions ({@code max_prepared_transactions} is 0).
 *
 * @param kind one of {@code sessions}, {@code unlogged_tables}, {@code follower}, {@code
 *     old_leader}, {@code config_vars}, {@code pool}; it stays when the sentences change
 * @param advice what to do about it
 */
record CouldNotFollow(String kind, String what, String advice) {

  private static final String FOLLOWS_SOON =
      "It is pointed at the new leader, and copied anew after three minutes in vain"
          + " (follower_stuck). What reads from it sees old rows until then.";

  /**
   * @param failover its row, with {@code address_untold} and {@code pool_untold}
   */
  static List<CouldNotFollow> of(DSLContext in, Record failover) {
    List<CouldNotFollow> all = new ArrayList<>();
    if (failover.get("moved_at") == null) {
      return all;
    }
    some(failover, "sessions")
        .ifPresent(count ->
            all.add(
                new CouldNotFollow(
                    "sessions",
                    ("%d session(s), by the last look before, ended with the old leader; with them"
                            + " their temporary tables, advisory locks, LISTENs and whatever was"
                            + " not committed")
                        .formatted(count),
                    "Clients log in again, and repeat what was not acknowledged.")));
    some(failover, "unlogged_tables")
        .ifPresent(count ->
            all.add(
                new CouldNotFollow(
                    "unlogged_tables",
                    ("%d unlogged table(s), by the first look at the new leader, have lost their"
                            + " rows: no standby has them")
                        .formatted(count),
                    "Fill them again; ALTER TABLE … SET LOGGED keeps rows that matter.")));
    followers(in, failover, all);
    oldLeader(failover).ifPresent(all::add);
    if (failover.get("told_at") == null && yes(failover, "address_untold")) {
      all.add(
          new CouldNotFollow(
              "config_vars",
              "the platform does not have the new address yet",
              "It is told again and again (SEND_CONFIG); does the marketplace answer? The URLs that"
                  + " name both servers serve meanwhile."));
    }
    if (failover.get("pool_told_at") == null && yes(failover, "pool_untold")) {
      all.add(
          new CouldNotFollow(
              "pool",
              "the connection pool does not serve at the new leader yet",
              "It is started and told there (START_POOLER, TELL_POOLER; pooler_down). The direct URL"
                  + " serves meanwhile."));
    }
    return all;
  }

  private static Optional<Long> some(Record failover, String column) {
    return Optional.ofNullable(failover.get(column, Long.class)).filter(count -> count > 0);
  }

  private static boolean yes(Record failover, String column) {
    return Boolean.TRUE.equals(failover.get(column, Boolean.class));
  }

  private static Optional<CouldNotFollow> oldLeader(Record failover) {
    UUID server = failover.get("old_leader", UUID.class);
    if (failover.get("ended_at") == null) {
      return Optional.of(
          new CouldNotFollow(
              "old_leader",
              "server %s is not back as the standby yet: there is one copy".formatted(server),
              "Its pair rewinds it, or gives it up (old_leader_stuck)."));
    }
    boolean counted = failover.get("lost_commits") != null;
    String outcome = failover.get("outcome", String.class);
    if ("ABANDONED".equals(outcome)) {
      return Optional.of(
          new CouldNotFollow(
              "old_leader",
              "server %s was given up, with what it held".formatted(server)
                  + (counted ? "" : "; " + uncounted(failover)),
              "Its pair copies the new leader to another server; until then there is one copy"
                  + " (stuck_forming)."));
    }
    return counted || !"REJOINED".equals(outcome)
        ? Optional.empty()
        : Optional.of(
            new CouldNotFollow(
                "old_leader",
                "server %s is back; %s".formatted(server, uncounted(failover)),
                "What is left of its WAL is in kept-wal on it."));
  }

  /** Whoever's commits waited for the standby lost none of those that were acknowledged. */
  private static String uncounted(Record failover) {
    return "the commits only it had could not be counted"
        + (yes(failover, "qualified")
            ? "; no client whose commits wait for the standby was told that one of them was done"
            : "; clients may have been told that some of them were done");
  }

  /** Those that were there, and until they followed or the leader changed again. */
  private static void followers(DSLContext in, Record failover, List<CouldNotFollow> all) {
    in.resultQuery(
            """
            select r.name, b.back is not null as back, exists (select from control.act a
                where a.subject_id = s.id and a.act = 'COPY' and a.ok and a.at > n.moved
                  and a.at < coalesce(b.back, n.next)) as copied
            from follower f join resource r on r.id = f.resource_id
              join control.subject s on s.part_of = r.id and s.kind = 'follower'
              cross join (select ?::timestamptz as moved,
                coalesce((select min(began_at) from failover where resource_id = ? and id > ?),
                  'infinity') as next) n
              cross join lateral (select min(t.at) as back from control.transition t
                where t.subject_id = s.id and t.to_state = 'FOLLOWING'
                  and t.at > n.moved and t.at < n.next) b
            where f.leader_id = ? and r.requested_at < n.moved
              and (f.ended_at is null or b.back is not null)
            order by r.name
            """,
            failover.get("moved_at", OffsetDateTime.class),
            failover.get("resource_id", UUID.class),
            failover.get("id", Long.class),
            failover.get("resource_id", UUID.class))
        .forEach(row -> {
          String name = row.get("name", String.class);
          if (yes(row, "copied")) {
            all.add(
                new CouldNotFollow(
                    "follower",
                    name + " could not follow with what it had, and was copied anew",
                    yes(row, "back") ? "Nothing: it follows again." : FOLLOWS_SOON));
          } else if (!yes(row, "back")) {
            all.add(
                new CouldNotFollow(
                    "follower", name + " does not follow the new leader yet", FOLLOWS_SOON));
          }
        });
  }
}
