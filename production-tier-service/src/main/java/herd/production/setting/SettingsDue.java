package herd.production.setting;

import static herd.tier.generated.Tables.RESOURCE;
import static herd.tier.generated.Tables.SERVER;
import static java.util.stream.Collectors.toMap;

import herd.production.high.PairState;
import herd.production.high.Pairs;
import herd.production.placement.Placement;
import herd.production.placement.Placements;
import herd.production.placement.Role;
import herd.production.plan.ProductionPlan;
import herd.tier.generated.tables.records.ResourceRecord;
import herd.tier.generated.tables.records.ServerRecord;
import herd.tier.plan.Plans;
import herd.tier.server.ServerSize;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;

/**
 * Which of a database's servers lack settings, from the books alone (decision 16).
 *
 * @param cpus of its plan
 * @param chosen by its customer, by key
 * @param pair the state of its pair, if it has one
 * @param servers those of its own, by id
 * @param given what they were told last
 */
public record SettingsDue(
    int cpus,
    Map<String, String> chosen,
    Optional<PairState> pair,
    List<Placement> placements,
    Map<UUID, ServerRecord> servers,
    Map<UUID, ServerSettings.Given> given) {

  /** Of some databases, by id, from what is known of them already. */
  public static Map<UUID, SettingsDue> of(
      DSLContext in,
      Plans plans,
      Collection<ResourceRecord> rows,
      Map<UUID, PairState> pairs,
      Map<UUID, List<Placement>> placements,
      Map<UUID, ServerRecord> servers) {
    Map<UUID, Map<String, String>> chosen =
        CustomerSettings.of(in, rows.stream().map(ResourceRecord::getId).toList());
    Map<UUID, ServerSettings.Given> given = ServerSettings.of(in, servers.keySet());
    return rows.stream()
        .collect(
            toMap(
                ResourceRecord::getId,
                row ->
                    new SettingsDue(
                        ProductionPlan.of(plans, row.getPlan()).cpus(),
                        chosen.getOrDefault(row.getId(), Map.of()),
                        Optional.ofNullable(pairs.get(row.getId())),
                        placements.getOrDefault(row.getId(), List.of()),
                        servers,
                        given)));
  }

  /** Of one, as it is now. */
  public static SettingsDue of(DSLContext in, Plans plans, UUID resource) {
    List<Placement> placements = Placements.of(in, resource);
    Map<UUID, ServerRecord> servers =
        in.selectFrom(SERVER)
            .where(SERVER.ID.in(placements.stream().map(Placement::server).toList()))
            .fetchMap(SERVER.ID);
    ResourceRecord row = in.fetchSingle(RESOURCE, RESOURCE.ID.eq(resource));
    List<UUID> one = List.of(resource);
    Map<UUID, SettingsDue> due =
        of(in, plans, List.of(row), Pairs.states(in, one), Map.of(resource, placements), servers);
    return Objects.requireNonNull(due.get(resource));
  }

  /**
   * In the order in which they are to be told: a standby first, for what it runs with bounds its
   * leader, which therefore waits until a standby that is to be told anew has restarted. Nobody is
   * told anything while the pair is busy with more than that.
   */
  public List<ServerRecord> lacking() {
    return calm() ? untold().stream().takeWhile(SettingsDue::settled).toList() : List.of();
  }

  /** Whether every server was told all, whenever it may hold. */
  public boolean allTold() {
    return untold().isEmpty();
  }

  private List<ServerRecord> untold() {
    List<ServerRecord> untold = new ArrayList<>();
    standby().filter(server -> !told(server).is(wanted(server))).ifPresent(untold::add);
    on(Role.LEADER).filter(server -> !told(server).is(leaders(server))).ifPresent(untold::add);
    return untold;
  }

  /** What a server of its own is to be told. */
  public WantedSettings wantedOn(UUID id) {
    ServerRecord server = Objects.requireNonNull(servers.get(id), "it is another's by now");
    boolean leads = on(Role.LEADER).filter(leader -> leader.getId().equals(id)).isPresent();
    return leads ? leaders(server) : wanted(server);
  }

  private WantedSettings leaders(ServerRecord leader) {
    return wanted(leader).within(standby().map(on -> told(on).room()).orElse(Map.of()));
  }

  private WantedSettings wanted(ServerRecord server) {
    return WantedSettings.of(ServerSize.of(server), cpus, chosen);
  }

  private boolean calm() {
    return pair.map(state ->
            switch (state) {
              case GUARDED, SINGLE, DISSOLVED -> true;
              case FORMING -> standby().isEmpty();
              case DOUBTFUL, RESTARTING, FENCING, UPGRADING, PROMOTING, ALONE -> false;
            })
        .orElse(true);
  }

  /** One that is a copy of its leader; any other is made with its settings. */
  private Optional<ServerRecord> standby() {
    return on(Role.STANDBY)
        .filter(server ->
            on(Role.LEADER)
                .filter(leader ->
                    leader.getSystemIdentifier() != null
                        && leader.getSystemIdentifier().equals(server.getSystemIdentifier()))
                .isPresent());
  }

  /** One that is to be restarted is told afterwards, and says then what it still waits for. */
  private static boolean settled(ServerRecord server) {
    return server.getCertificate() != null
        && server.getDestroyedAt() == null
        && server.getRestartDone() >= server.getRestartAsked();
  }

  private Optional<ServerRecord> on(Role role) {
    return placements.stream()
        .filter(one -> one.role() == role)
        .findFirst()
        .flatMap(one -> Optional.ofNullable(servers.get(one.server())));
  }

  private ServerSettings.Given told(ServerRecord server) {
    return given.getOrDefault(server.getId(), ServerSettings.Given.NOTHING);
  }
}
