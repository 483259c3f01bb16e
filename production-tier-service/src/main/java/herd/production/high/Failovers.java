package herd.production.high;

import herd.controlplane.ring.Token;
import herd.production.placement.Placement;
import herd.production.placement.Placements;
import herd.production.placement.Role;
import herd.production.placement.Standing;
import herd.production.plan.Receipt;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;

/**
 * The table of failovers. What an act writes counts only while its lease still stands (SAFETY 1
 * holds for our own books, too): a worker that stood still comes too late here as on the servers.
 */
final class Failovers {

  private static final String UNDER_THE_TOKEN =
      " and exists (select from control.lease l where l.subject_id = ? and l.number = ?"
          + " and l.until > clock_timestamp())";

  /** An operator's wish: after that he asks again, or looks why it did not begin. */
  static final Optional<Duration> A_WHILE = Optional.of(Duration.ofMinutes(10));

  private Failovers() {}

  /** Those under way, by resource. */
  static Map<UUID, Failover> open(DSLContext in, Collection<UUID> resources) {
    return in.resultQuery(
            "select id, resource_id, qualified, planned, receipt, stopped_at, promoted_at, upgrade_to, upgraded_at,"
                + " upgrade_failure, new_timeline, switch_position from failover where resource_id = any (?) and ended_at is null",
            (Object) resources.toArray(UUID[]::new))
        .fetchMap(row -> row.get("resource_id", UUID.class), Failovers::read);
  }

  /**
   * A story was confirmed, or a switchover asked for.
   *
   * @param planned it begins while all is well
   */
  static void begin(DSLContext in, UUID resource, boolean planned) {
    List<Placement> servers = Placements.of(in, resource);
    Placement leader = only(servers, Role.LEADER);
    Placement standby = only(servers, Role.STANDBY);
    end(in, resource, "GIVEN_UP");
    in.execute(
        "insert into failover (resource_id, old_leader, new_leader, qualified, planned, upgrade_to)"
            + " values (?, ?, ?, ?, ?, ?)",
        resource,
        leader.server(),
        standby.server(),
        standby.standing() == Standing.QUALIFIED,
        planned,
        planned ? Upgrades.due(in, resource).orElse(null) : null);
    // Whatever it is for, whoever asked for another leader gets one by it. Tried once: should it be
    // given up, the operator may ask again.
    in.execute("update pair_wish set switch_done = switch_asked where resource_id = ?", resource);
  }

  /** Those of the resources whose leader is to be changed. */
  static Set<UUID> switchesAsked(DSLContext in, Collection<UUID> resources) {
    return in.resultQuery(
            "select resource_id from pair_wish"
                + " where resource_id = any (?) and switch_asked > switch_done"
                + " and coalesce(switch_until > clock_timestamp(), true)",
            (Object) resources.toArray(UUID[]::new))
        .fetchSet("resource_id", UUID.class);
  }

  /**
   * Of two that ask, the one who asks for longer has his way.
   *
   * @param within for so long a leader's change is asked for while the standby is not close enough;
   *     empty when nothing else ends it
   */
  static void askSwitch(DSLContext in, UUID resource, Optional<Duration> within) {
    in.execute(
        """
        insert into pair_wish as w (resource_id, switch_asked, switch_until)
          values (?, 1, clock_timestamp() + ?::float8 * interval '1 ms')
        on conflict (resource_id) do update set switch_asked = w.switch_asked + 1,
          switch_until = case when w.switch_asked > w.switch_done
            then nullif(greatest(coalesce(w.switch_until, 'infinity'),
              coalesce(excluded.switch_until, 'infinity')), 'infinity')
            else excluded.switch_until end
        """,
        resource,
        within.map(Duration::toMillis).orElse(null));
  }

  /** False when it came too late: then the receipt must not be relied upon. */
  static boolean receipt(
      DSLContext in, Failover failover, Receipts.Had had, UUID pair, Token token) {
    return in.execute(
            """
            update failover set receipt = ?, receipt_at = clock_timestamp(), receipt_why = ?,
              stopped_at = case when ? = 'STOPPED' then clock_timestamp() end, stopped_position = ?
            where id = ? and ended_at is null and (receipt is null or receipt = 'MUTE')\
            """
                + UNDER_THE_TOKEN,
            had.grade().name(),
            had.why(),
            had.grade().name(),
            had.end().orElse(null),
            failover.id(),
            pair,
            token.number())
        == 1;
  }

  /**
   * The standby's cluster is of the new version; one that lacked anything would have been refused.
   * False when it came too late.
   */
  static boolean upgraded(
      DSLContext in, Failover failover, Upgrade.Beginning begins, UUID pair, Token token) {
    return in.execute(
            """
            update failover set upgraded_at = clock_timestamp(), new_timeline = ?, switch_position = ?,
              lost_commits = 0
            where id = ? and ended_at is null and upgrade_failure is null and upgraded_at is null\
            """
                + UNDER_THE_TOKEN,
            begins.timeline(),
            begins.position(),
            failover.id(),
            pair,
            token.number())
        == 1;
  }

  /** The standby is of no use any more; the old leader is as it was. */
  static boolean upgradeFailed(
      DSLContext in, Failover failover, String why, UUID pair, Token token) {
    return in.execute(
            "update failover set upgrade_failure = ? where id = ? and ended_at is null"
                + " and upgraded_at is null"
                + UNDER_THE_TOKEN,
            why,
            failover.id(),
            pair,
            token.number())
        == 1;
  }

  /** Unless it failed otherwise: part of the transition that goes back to the old leader. */
  static void upgradeTookTooLong(DSLContext in, UUID resource) {
    in.execute(
        "update failover set upgrade_failure = coalesce(upgrade_failure, 'it took too long')"
            + " where resource_id = ? and ended_at is null",
        resource);
  }

  /** What an act is about to rest on, read under its own token. */
  static boolean mayPromote(DSLContext in, Failover failover, UUID pair, Token token) {
    return in.fetchOptional(
            "select 1 from failover where id = ? and receipt is not null and ended_at is null"
                + UNDER_THE_TOKEN,
            failover.id(),
            pair,
            token.number())
        .isPresent();
  }

  /** Nothing is lost when the old leader ended in order, before the new one's timeline begins. */
  static boolean promoted(
      DSLContext in, Failover failover, int timeline, String position, UUID pair, Token token) {
    return in.execute(
            """
            update failover set promoted_at = coalesce(promoted_at, clock_timestamp()),
              new_timeline = ?, switch_position = ?, lost_commits = coalesce(lost_commits,
                case when stopped_position::pg_lsn < ?::pg_lsn then 0 end)
            where id = ? and receipt is not null and ended_at is null\
            """
                + UNDER_THE_TOKEN,
            timeline,
            position,
            position,
            failover.id(),
            pair,
            token.number())
        == 1;
  }

  /** The leader is another server from now on; the platform hears of it later. */
  static void move(DSLContext in, UUID resource) {
    List<Placement> servers = Placements.of(in, resource);
    Placement leader = only(servers, Role.LEADER);
    Placement standby = only(servers, Role.STANDBY);
    boolean both =
        Placements.change(in, leader, Role.OLD_LEADER, Standing.NONE, Optional.empty())
            && Placements.change(in, standby, Role.LEADER, Standing.NONE, Optional.empty());
    if (!both) {
      throw new IllegalStateException("the placements of " + resource + " changed meanwhile");
    }
    in.execute(
        "update resource set server_id = ?, config_version = config_version + 1 where id = ?",
        standby.server(),
        resource);
    in.execute(
        "update failover set moved_at = clock_timestamp() where resource_id = ? and ended_at is null",
        resource);
  }

  /** What was counted before stays when it cannot be counted again. */
  static void lost(DSLContext in, UUID resource, Optional<Long> commits) {
    in.execute(
        "update failover set lost_commits = coalesce(?, lost_commits)"
            + " where resource_id = ? and ended_at is null",
        commits.orElse(null),
        resource);
  }

  static void end(DSLContext in, UUID resource, String outcome) {
    in.execute(
        "update failover set outcome = ?, ended_at = clock_timestamp()"
            + " where resource_id = ? and ended_at is null",
        outcome,
        resource);
  }

  private static Placement only(List<Placement> servers, Role role) {
    return servers.stream()
        .filter(one -> one.role() == role)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("the resource has no " + role));
  }

  private static Optional<Upgrade> upgrade(Record row) {
    return Optional.ofNullable(row.get("upgrade_to", Integer.class))
        .map(major ->
            new Upgrade(
                major,
                row.get("upgraded_at") == null
                    ? Optional.empty()
                    : Optional.of(
                        new Upgrade.Beginning(
                            row.get("new_timeline", Integer.class),
                            row.get("switch_position", String.class))),
                Optional.ofNullable(row.get("upgrade_failure", String.class))));
  }

  private static Failover read(Record row) {
    return new Failover(
        row.get("id", Long.class),
        row.get("qualified", Boolean.class),
        row.get("planned", Boolean.class),
        Optional.ofNullable(row.get("receipt", String.class)).map(Receipt::valueOf),
        Optional.ofNullable(row.get("stopped_at", OffsetDateTime.class))
            .map(OffsetDateTime::toInstant),
        row.get("promoted_at") != null,
        upgrade(row));
  }
}
