package herd.production.placement;

import static java.util.stream.Collectors.groupingBy;

import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;

/**
 * The table of placements. Every method takes the connection or transaction to use; changes belong
 * into the transaction that has the reason for them. Thread-safe.
 */
public final class Placements {

  private static final String COLUMNS =
      "resource_id, server_id, role, epoch, standing, standby_name, since";

  private Placements() {}

  /** All servers of a resource, the leader first. */
  public static List<Placement> of(DSLContext in, UUID resource) {
    return of(in, List.of(resource)).getOrDefault(resource, List.of());
  }

  /** All servers of some resources, by resource, the leader first. */
  public static Map<UUID, List<Placement>> of(DSLContext in, Collection<UUID> resources) {
    return in
        .resultQuery(
            "select %s from placement where resource_id = any (?) order by role, since, server_id"
                .formatted(COLUMNS),
            (Object) resources.toArray(UUID[]::new))
        .fetch(Placements::read)
        .stream()
        .collect(groupingBy(Placement::resource));
  }

  /** What each of some servers is to whom; spare ones are missing. */
  public static Map<UUID, Placement> on(DSLContext in, Collection<UUID> servers) {
    return in.resultQuery(
            "select %s from placement where server_id = any (?)".formatted(COLUMNS),
            (Object) servers.toArray(UUID[]::new))
        .fetchMap(row -> row.get("server_id", UUID.class), Placements::read);
  }

  public static Optional<Placement> leader(DSLContext in, UUID resource) {
    return of(in, resource).stream().filter(one -> one.role() == Role.LEADER).findFirst();
  }

  /**
   * Gives a resource a server.
   *
   * @throws org.jooq.exception.IntegrityConstraintViolationException when the server is somebody's
   *     already, or a second leader would stand
   */
  public static void add(DSLContext in, UUID resource, UUID server, Role role) {
    in.execute(
        "insert into placement (resource_id, server_id, role) values (?, ?, ?)",
        resource,
        server,
        role.name());
  }

  /**
   * Changes a placement that still is as it was read; its epoch rises. False when somebody else has
   * changed it since. To swap a leader, demote the old one first.
   */
  public static boolean change(
      DSLContext in, Placement from, Role role, Standing standing, Optional<String> standbyName) {
    return in.execute(
            """
            update placement
               set role = ?, standing = ?, standby_name = ?, epoch = epoch + 1, since = clock_timestamp()
             where resource_id = ? and server_id = ? and epoch = ?
            """,
            role.name(),
            standing.name(),
            standbyName.orElse(null),
            from.resource(),
            from.server(),
            from.epoch())
        == 1;
  }

  /** Takes a server away from its resource; the server itself is ended by whoever asks for this. */
  public static void remove(DSLContext in, UUID resource, UUID server) {
    in.execute("delete from placement where resource_id = ? and server_id = ?", resource, server);
  }

  private static Placement read(Record row) {
    return new Placement(
        row.get("resource_id", UUID.class),
        row.get("server_id", UUID.class),
        Role.valueOf(row.get("role", String.class)),
        row.get("epoch", Integer.class),
        Standing.valueOf(row.get("standing", String.class)),
        Optional.ofNullable(row.get("standby_name", String.class)),
        row.get("since", OffsetDateTime.class).toInstant());
  }
}
