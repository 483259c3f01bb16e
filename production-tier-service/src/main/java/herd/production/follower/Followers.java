package herd.production.follower;

import herd.controlplane.ControlPlane;
import herd.controlplane.Subjects;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;

/**
 * The table of followers. Every method takes the connection or transaction to use. Those that have
 * ended are not found any more. Thread-safe.
 */
public final class Followers {

  /** The kind of a follower's subject, which is part of its resource. */
  public static final String KIND = "follower";

  private static final String SELECT =
      "select resource_id, leader_id, copied_at, upstream_id, held_on, held_at, unfollow_asked_at from follower"
          + " where ended_at is null and ";

  private Followers() {}

  /** A resource is one follower at most, so the subject's id derives from the resource's. */
  public static UUID id(UUID resource) {
    return UUID.nameUUIDFromBytes(("follower/" + resource).getBytes(StandardCharsets.UTF_8));
  }

  /** By resource; those that follow nobody are missing. */
  public static Map<UUID, Following> of(DSLContext in, Collection<UUID> resources) {
    return in.resultQuery(SELECT + "resource_id = any (?)", (Object) resources.toArray(UUID[]::new))
        .fetchMap(row -> row.get("resource_id", UUID.class), Followers::read);
  }

  public static Optional<Following> of(DSLContext in, UUID resource) {
    return Optional.ofNullable(of(in, List.of(resource)).get(resource));
  }

  public static List<UUID> ofLeader(DSLContext in, UUID leader) {
    return in.resultQuery(SELECT + "leader_id = ? order by resource_id", leader)
        .fetch("resource_id", UUID.class);
  }

  /** Part of the transaction that makes the resource. */
  public static void add(DSLContext in, UUID resource, UUID leader) {
    in.execute("insert into follower (resource_id, leader_id) values (?, ?)", resource, leader);
  }

  /** Puts a follower into its ring. */
  public static void enlist(Subjects subjects, UUID resource, String name) {
    subjects.add(
        id(resource), KIND, name + "-follower", FollowerState.FORMING, Optional.of(resource));
  }

  /** Its leader has moved, or may have. */
  public static void leaderMoved(ControlPlane plane, DSLContext transaction, UUID leader) {
    ofLeader(transaction, leader)
        .forEach(follower -> plane.subjects().in(transaction).due(id(follower)));
  }

  /** The customer wants it to stand alone. False when it follows nobody. */
  public static boolean askUnfollow(ControlPlane plane, UUID resource) {
    return plane
        .dsl()
        .transactionResult(tx -> {
          boolean follows =
              tx.dsl()
                      .execute(
                          "update follower set unfollow_asked_at = coalesce(unfollow_asked_at,"
                              + " clock_timestamp()) where resource_id = ? and ended_at is null",
                          resource)
                  == 1;
          if (follows) {
            plane.subjects().in(tx.dsl()).wished(id(resource));
          }
          return follows;
        });
  }

  static void copied(DSLContext in, UUID resource, boolean now) {
    in.execute(
        "update follower set copied_at = case when ? then clock_timestamp() end, upstream_id = null"
            + " where resource_id = ?",
        now,
        resource);
  }

  static void pointedAt(DSLContext in, UUID resource, UUID upstream) {
    in.execute("update follower set upstream_id = ? where resource_id = ?", upstream, resource);
  }

  static void heldOn(DSLContext in, UUID resource, UUID standby) {
    in.execute(
        "update follower set held_on = ?, held_at = clock_timestamp() where resource_id = ?",
        standby,
        resource);
  }

  static void end(DSLContext in, UUID resource) {
    in.execute(
        "update follower set ended_at = coalesce(ended_at, clock_timestamp()) where resource_id = ?",
        resource);
  }

  private static Following read(Record row) {
    return new Following(
        row.get("resource_id", UUID.class),
        row.get("leader_id", UUID.class),
        instant(row, "copied_at"),
        Optional.ofNullable(row.get("upstream_id", UUID.class)),
        Optional.ofNullable(row.get("held_on", UUID.class)),
        instant(row, "held_at"),
        row.get("unfollow_asked_at") != null);
  }

  private static Optional<Instant> instant(Record row, String column) {
    return Optional.ofNullable(row.get(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }
}
