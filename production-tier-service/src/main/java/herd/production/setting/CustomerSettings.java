package herd.production.setting;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;

import herd.production.plan.ProductionPlan;
import herd.production.plan.Settings;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;

/**
 * The tables of what customers have set, and which servers have it. Every method takes the
 * connection or transaction to use. Thread-safe.
 */
public final class CustomerSettings {

  private CustomerSettings() {}

  /** What was chosen, by key. */
  public static Map<String, String> of(DSLContext in, UUID resource) {
    return in.resultQuery(
            "select name, value from customer_setting where resource_id = ?", resource)
        .fetchMap(row -> row.get("name", String.class), row -> row.get("value", String.class));
  }

  /** All a server of the resource is to have: the plan's settings, then the customer's. */
  public static Map<String, String> all(DSLContext in, UUID resource, ProductionPlan plan) {
    Map<String, String> all = Settings.of(plan);
    of(in, resource)
        .forEach(
            (key, value) -> CustomerSetting.of(key).ifPresent(setting -> setting.into(all, value)));
    return all;
  }

  /** The customer wants these changed. */
  public static void change(DSLContext in, UUID resource, Map<String, String> chosen) {
    chosen.forEach((key, value) ->
        in.execute(
            "insert into customer_setting (resource_id, name, value) values (?, ?, ?)"
                + " on conflict (resource_id, name) do update set value = excluded.value",
            resource,
            key,
            value));
    in.execute(
        "insert into setting_wish (resource_id, asked) values (?, 1)"
            + " on conflict (resource_id) do update set asked = setting_wish.asked + 1",
        resource);
  }

  /** How often they were changed so far; read before what is applied is read. */
  public static int asked(DSLContext in, UUID resource) {
    return in.resultQuery("select asked from setting_wish where resource_id = ?", resource)
        .fetchOptional("asked", Integer.class)
        .orElse(0);
  }

  /** A server has what was asked then. */
  public static void done(DSLContext in, UUID server, int asked) {
    in.execute(
        "insert into server_setting (server_id, done) values (?, ?) on conflict (server_id)"
            + " do update set done = greatest(server_setting.done, excluded.done)",
        server,
        asked);
  }

  /**
   * The servers that lack a change, by resource: the leader, and a standby that is a copy of it.
   */
  public static Map<UUID, Set<UUID>> pending(DSLContext in, Collection<UUID> resources) {
    return in
        .resultQuery(
            """
            select p.resource_id, p.server_id from setting_wish w
              join resource r on r.id = w.resource_id
              join placement p on p.resource_id = w.resource_id and p.role in ('LEADER', 'STANDBY')
              join server own on own.id = p.server_id
              join server leads on leads.id = r.server_id
              left join server_setting s on s.server_id = p.server_id
            where w.resource_id = any (?) and coalesce(s.done, 0) < w.asked
              and own.certificate is not null and own.destroyed_at is null
              and own.system_identifier = leads.system_identifier
            """,
            (Object) List.copyOf(resources).toArray(UUID[]::new))
        .fetch()
        .stream()
        .collect(
            groupingBy(
                row -> row.get("resource_id", UUID.class),
                mapping(row -> row.get("server_id", UUID.class), toSet())));
  }
}
