package herd.tier.resource;

import static herd.controlplane.generated.Tables.SUBJECT;
import static herd.tier.generated.Tables.RESOURCE;
import static herd.tier.generated.Tables.SERVER;
import static org.jooq.impl.DSL.cardinality;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.select;

import herd.controlplane.Subjects;
import herd.tier.Tier;
import herd.tier.generated.tables.records.ResourceRecord;
import herd.tier.server.ServerState;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;

/**
 * Reserves room for resources on servers, inside the caller's transaction (SAFETY 22). The fullest
 * server that has room is taken, so that servers fill one after the other; one that does not run,
 * or is in trouble, only when there is no other.
 */
final class Room {

  private Room() {}

  /** Places a resource, if some open server of its region has room; the server's id when it has. */
  static Optional<UUID> reserve(
      DSLContext in, Subjects subjects, UUID resource, String region, Tier.Room room) {
    Optional<UUID> server = find(in, region, room, noCondition());
    server.ifPresent(id -> take(in, subjects, resource, id, room));
    return server;
  }

  /** The same for one that is placed, on another server that runs; else it stays where it is. */
  static Optional<UUID> elsewhere(
      DSLContext in, Subjects subjects, ResourceRecord placed, Tier.Room room) {
    Optional<UUID> server =
        find(in, placed.getRegion(), room, runs().and(SERVER.ID.ne(placed.getServerId())));
    server.ifPresent(id -> {
      giveBack(in, placed.getId());
      take(in, subjects, placed.getId(), id, room);
    });
    return server;
  }

  private static Condition runs() {
    return SERVER.ID.in(
        select(SUBJECT.ID)
            .from(SUBJECT)
            .where(SUBJECT.STATE.eq(ServerState.AVAILABLE.name()))
            .and(cardinality(SUBJECT.TROUBLES).eq(0)));
  }

  private static Optional<UUID> find(
      DSLContext in, String region, Tier.Room room, Condition besides) {
    return in.select(SERVER.ID)
        .from(SERVER)
        .where(SERVER.REGION.eq(region), SERVER.OPEN.isTrue(), SERVER.DESTROYED_AT.isNull())
        .and(SERVER.RESERVED_BYTES.plus(room.bytes()).le(SERVER.CAPACITY_BYTES))
        .and(SERVER.RESERVED_CONNECTIONS.plus(room.connections()).le(SERVER.CAPACITY_CONNECTIONS))
        .and(besides)
        .orderBy(field(runs()).desc(), SERVER.RESERVED_CONNECTIONS.desc(), SERVER.ID)
        .limit(1)
        .forUpdate()
        .fetchOptional(SERVER.ID);
  }

  private static void take(
      DSLContext in, Subjects subjects, UUID resource, UUID server, Tier.Room room) {
    in.update(SERVER)
        .set(SERVER.RESERVED_BYTES, SERVER.RESERVED_BYTES.plus(room.bytes()))
        .set(SERVER.RESERVED_CONNECTIONS, SERVER.RESERVED_CONNECTIONS.plus(room.connections()))
        .where(SERVER.ID.eq(server))
        .execute();
    in.update(RESOURCE)
        .set(RESOURCE.SERVER_ID, server)
        .set(RESOURCE.RESERVED_BYTES, room.bytes())
        .set(RESOURCE.RESERVED_CONNECTIONS, room.connections())
        .where(RESOURCE.ID.eq(resource))
        .execute();
    subjects.in(in).place(resource, server);
  }

  /** Gives back what a resource reserved. Doing it twice gives nothing back twice. */
  static void giveBack(DSLContext in, UUID resource) {
    in.selectFrom(RESOURCE)
        .where(RESOURCE.ID.eq(resource))
        .forUpdate()
        .fetchOptional()
        .filter(row -> row.getServerId() != null)
        .ifPresent(row -> {
          in.update(SERVER)
              .set(SERVER.RESERVED_BYTES, SERVER.RESERVED_BYTES.minus(row.getReservedBytes()))
              .set(
                  SERVER.RESERVED_CONNECTIONS,
                  SERVER.RESERVED_CONNECTIONS.minus(row.getReservedConnections()))
              .where(SERVER.ID.eq(row.getServerId()))
              .execute();
          in.update(RESOURCE)
              .set(RESOURCE.RESERVED_BYTES, 0L)
              .set(RESOURCE.RESERVED_CONNECTIONS, 0)
              .where(RESOURCE.ID.eq(resource))
              .execute();
        });
  }

  /** Changes what a resource reserves to what its new plan takes. False when there is no room. */
  static boolean resize(DSLContext in, UUID resource, UUID server, Tier.Room room) {
    var held =
        in.select(RESOURCE.RESERVED_BYTES, RESOURCE.RESERVED_CONNECTIONS)
            .from(RESOURCE)
            .where(RESOURCE.ID.eq(resource))
            .forUpdate()
            .fetchSingle();
    long bytes = room.bytes() - held.value1();
    int connections = room.connections() - held.value2();
    boolean fits =
        in.update(SERVER)
                .set(SERVER.RESERVED_BYTES, SERVER.RESERVED_BYTES.plus(bytes))
                .set(SERVER.RESERVED_CONNECTIONS, SERVER.RESERVED_CONNECTIONS.plus(connections))
                .where(SERVER.ID.eq(server))
                .and(SERVER.RESERVED_BYTES.plus(bytes).le(SERVER.CAPACITY_BYTES))
                .and(SERVER.RESERVED_CONNECTIONS.plus(connections).le(SERVER.CAPACITY_CONNECTIONS))
                .execute()
            == 1;
    if (fits) {
      in.update(RESOURCE)
          .set(RESOURCE.RESERVED_BYTES, room.bytes())
          .set(RESOURCE.RESERVED_CONNECTIONS, room.connections())
          .where(RESOURCE.ID.eq(resource))
          .execute();
    }
    return fits;
  }
}
