package herd.production.maintenance;

import static herd.tier.generated.Tables.SERVER;

import herd.controlplane.ControlPlane;
import herd.controlplane.ring.Act;
import herd.production.credential.Credentials;
import herd.production.high.Pairs;
import herd.production.setting.ServerSettings;
import herd.tier.generated.tables.records.ResourceRecord;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;

/**
 * What a resource's machine asks for a maintenance: that the machine whose business it is does it,
 * the pair's or the server's, and that it is done. Both acts change our own books only.
 */
public record MaintenanceSteps(ControlPlane plane) {

  /** Tells the pair to change the leader, or the server to restart. */
  public Act start(ResourceRecord row, boolean twoServers) {
    return Act.ofBooks(() ->
        plane
            .dsl()
            .transactionResult(tx -> {
              Optional<Maintenance> due = due(tx.dsl(), row, Maintenances.Due.START);
              if (due.isEmpty()) {
                return "it was taken back or moved meanwhile";
              }
              return due.get().upgrades()
                  ? upgrade(tx.dsl(), row)
                  : twoServers ? changeover(tx.dsl(), row, due.get()) : restart(tx.dsl(), row);
            }));
  }

  /** Whoever asks to run it, or plans it otherwise, waits for what follows from this. */
  private static Optional<Maintenance> due(
      DSLContext in, ResourceRecord row, Maintenances.Due what) {
    Maintenances.lock(in, row.getId());
    return Maintenances.open(in, row.getId())
        .filter(one -> Maintenances.due(in, List.of(one.resource())).get(one.resource()) == what);
  }

  /** What did not begin within its window is not asked for any more, until the next one. */
  public Act move(ResourceRecord row) {
    return Act.ofBooks(() ->
        plane
            .dsl()
            .transactionResult(tx -> {
              Optional<Maintenance> over = due(tx.dsl(), row, Maintenances.Due.MOVE);
              if (over.isEmpty()) {
                return "it was begun, taken back or moved meanwhile";
              }
              Maintenances.takeBackRestart(tx.dsl(), over.get())
                  .ifPresent(server -> plane.subjects().in(tx.dsl()).wished(server));
              Maintenances.moveOn(tx.dsl(), over.get());
              return "it waits for the next window";
            }));
  }

  /** Its pair, which it may have to be given first, does the rest. */
  private String upgrade(DSLContext in, ResourceRecord row) {
    Maintenances.started(in, row.getId(), Maintenance.UPGRADE, row.getServerId(), 0);
    Pairs.wished(plane, in, row.getId());
    return "its leader is to be changed for one of another version";
  }

  /** What its standby was told and does not run with yet would not come into force by that. */
  private String changeover(DSLContext in, ResourceRecord row, Maintenance due) {
    Optional<UUID> standby = ServerSettings.restartStandby(in, row.getId());
    if (standby.isPresent()) {
      // Its leader is told as much before it is stopped: it starts again as the other's standby.
      ServerSettings.forget(in, row.getId());
      plane.subjects().in(in).wished(standby.get());
      return "its standby is to restart first";
    }
    long last =
        in.fetchSingle(
                "select coalesce(max(id), 0) from failover where resource_id = ?", row.getId())
            .into(Long.class);
    Maintenances.started(in, row.getId(), Maintenance.CHANGEOVER, row.getServerId(), last);
    Pairs.askSwitchover(plane, in, row.getId(), Maintenances.left(in, due));
    return "its pair is to change the leader";
  }

  private String restart(DSLContext in, ResourceRecord row) {
    UUID server = row.getServerId();
    int asked =
        Objects.requireNonNull(
            in.update(SERVER)
                .set(SERVER.RESTART_ASKED, SERVER.RESTART_ASKED.plus(1))
                .where(SERVER.ID.eq(server))
                .returning(SERVER.RESTART_ASKED)
                .fetchSingle(SERVER.RESTART_ASKED));
    Maintenances.started(in, row.getId(), Maintenance.RESTART, server, asked);
    plane.subjects().in(in).wished(server);
    return "its server is to restart";
  }

  public Act finish(ResourceRecord row) {
    return Act.ofBooks(() ->
        plane
            .dsl()
            .transactionResult(tx -> {
              boolean upgraded =
                  Maintenances.open(tx.dsl(), row.getId())
                      .filter(Maintenance::upgrades)
                      .isPresent();
              if (upgraded) {
                // What they keep in the database itself is not carried over.
                Credentials.askAll(tx.dsl(), row.getId());
              }
              Maintenances.completed(tx.dsl(), row.getId());
              ServerSettings.forget(tx.dsl(), row.getId());
              return "the maintenance is done";
            }));
  }
}
