package herd.production.setting;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jooq.DSLContext;

/**
 * The table of what customers have set. Every method takes the connection or transaction to use.
 * Thread-safe.
 */
public final class CustomerSettings {

  private CustomerSettings() {}

  /** What was chosen, by key. */
  public static Map<String, String> of(DSLContext in, UUID resource) {
    return of(in, List.of(resource)).getOrDefault(resource, Map.of());
  }

  /** The same of some databases; one that has chosen nothing is missing. */
  static Map<UUID, Map<String, String>> of(DSLContext in, Collection<UUID> resources) {
    return in
        .resultQuery(
            "select resource_id, name, value from customer_setting where resource_id = any (?)",
            (Object) resources.toArray(UUID[]::new))
        .stream()
        .collect(
            Collectors.groupingBy(
                row -> row.get("resource_id", UUID.class),
                Collectors.toMap(
                    row -> row.get("name", String.class), row -> row.get("value", String.class))));
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
  }
}
