package herd.production.setting;

import herd.fleet.replication.AppliedSettings;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jooq.Record;

/**
 * The table of what servers were told of their settings. Every method takes the connection or
 * transaction to use. Thread-safe.
 */
public final class ServerSettings {

  /**
   * What one server was told last.
   *
   * @param fingerprint of what it was told; empty when that is not known
   * @param afterRestart names of those that hold only after a restart
   * @param room what it ran with then of what a standby may have no less of than its leader
   */
  public record Given(
      Optional<String> fingerprint, Optional<String> afterRestart, Map<String, Long> room) {

    static final Given NOTHING = new Given(Optional.empty(), Optional.empty(), Map.of());

    boolean is(WantedSettings wanted) {
      return fingerprint.filter(wanted.fingerprint()::equals).isPresent();
    }
  }

  private ServerSettings() {}

  /** By server; those that were told nothing are missing. */
  public static Map<UUID, Given> of(DSLContext in, Collection<UUID> servers) {
    return in.resultQuery(
            "select server_id, given, after_restart, room from server_setting"
                + " where server_id = any (?)",
            (Object) servers.toArray(UUID[]::new))
        .fetchMap(row -> row.get("server_id", UUID.class), ServerSettings::read);
  }

  public static void given(
      DSLContext in, UUID server, WantedSettings settings, AppliedSettings applied) {
    in.execute(
        """
        insert into server_setting (server_id, given, after_restart, room) values (?, ?, ?, ?)
        on conflict (server_id) do update set given = excluded.given,
          after_restart = excluded.after_restart, room = excluded.room
        """,
        server,
        settings.fingerprint(),
        applied.afterRestart().isEmpty()
            ? null
            : applied.afterRestart().stream().sorted().collect(Collectors.joining(", ")),
        applied.room().entrySet().stream()
            .map(each -> each.getKey() + ":" + each.getValue())
            .collect(Collectors.joining(" ")));
  }

  /** Settings that a database was told, and that hold only after a restart of its servers. */
  public static Optional<String> afterRestart(DSLContext in, UUID resource) {
    return in.resultQuery(
            "select s.after_restart from placement p join server_setting s on s.server_id = p.server_id"
                + " where p.resource_id = ? and s.after_restart is not null order by p.role limit 1",
            resource)
        .fetchOptional("after_restart", String.class);
  }

  /** They are told again, and say again what waits for a restart: they may have had one. */
  public static void forget(DSLContext in, UUID resource) {
    in.execute(
        "update server_setting set given = null, after_restart = null where server_id in"
            + " (select server_id from placement where resource_id = ?)",
        resource);
  }

  /**
   * A standby that waits for a restart is asked for one: a changeover lets it lead, with all it was
   * told.
   *
   * @return it, if there is any
   */
  public static Optional<UUID> restartStandby(DSLContext in, UUID resource) {
    return in.resultQuery(
            """
            with due as (update server_setting s set given = null, after_restart = null from placement p
                where p.server_id = s.server_id and p.resource_id = ? and p.role = 'STANDBY'
                  and s.after_restart is not null returning s.server_id)
            update server set restart_asked = restart_asked + 1 from due
            where server.id = due.server_id returning server.id
            """,
            resource)
        .fetchOptional("id", UUID.class);
  }

  private static Given read(Record row) {
    return new Given(
        Optional.ofNullable(row.get("given", String.class)),
        Optional.ofNullable(row.get("after_restart", String.class)),
        Arrays.stream(Optional.ofNullable(row.get("room", String.class)).orElse("").split(" "))
            .filter(each -> !each.isEmpty())
            .map(each -> each.split(":", 2))
            .collect(Collectors.toMap(each -> each[0], each -> Long.parseLong(each[1]))));
  }
}
