package herd.tier.server;

import static herd.controlplane.generated.Tables.INCIDENT;
import static herd.controlplane.generated.Tables.SUBJECT;
import static herd.tier.generated.Tables.RESOURCE;
import static herd.tier.generated.Tables.SERVER;
import static org.jooq.impl.DSL.field;

import herd.controlplane.ControlPlane;
import herd.controlplane.ring.Observation;
import herd.fleet.act.Host;
import herd.fleet.postgres.MonitorSecret;
import herd.fleet.postgres.PostgresTarget;
import herd.fleet.postgres.TlsTrust;
import herd.fleet.provider.Machine;
import herd.fleet.server.Cluster;
import herd.fleet.ssh.SshIdentity;
import herd.fleet.ssh.SshTarget;
import herd.fleet.tenant.LockTable;
import herd.service.Sealer;
import herd.tier.generated.tables.records.ResourceRecord;
import herd.tier.generated.tables.records.ServerRecord;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jooq.DSLContext;

/** The books of a tier's servers: what is known of each, and what operators wish of them. */
public final class Servers {

  /** The kind of a server's subject. */
  public static final String KIND = "server";

  /** A random 256-bit key needs no stretching, so logins cost the worker little. */
  private static final int MONITOR_ROUNDS = 16;

  /** In which every server is looked at once. */
  private static final Duration ROUND = Duration.ofMinutes(1);

  private final ControlPlane plane;
  private final Sealer sealer;
  private final Lodgers lodgers;

  /** Of a tier whose resources each stand on the one server that their row names. */
  public Servers(ControlPlane plane, Sealer sealer) {
    this(plane, sealer, Lodgers.byRow(plane));
  }

  public Servers(ControlPlane plane, Sealer sealer, Lodgers lodgers) {
    this.plane = plane;
    this.sealer = sealer;
    this.lodgers = lodgers;
  }

  /** Wants a new server, inside the caller's transaction; its machine is made by the loop. */
  public UUID want(DSLContext in, String provider, String region, String zone, ServerSize size) {
    return want(in, provider, region, zone, size, Optional.empty());
  }

  /**
   * @param major the major version of Postgres its cluster is to have; empty for the usual one
   */
  public UUID want(
      DSLContext in,
      String provider,
      String region,
      String zone,
      ServerSize size,
      Optional<Integer> major) {
    UUID id = UUID.randomUUID();
    in.insertInto(SERVER)
        .set(SERVER.ID, id)
        .set(SERVER.PROVIDER, provider)
        .set(SERVER.REGION, region)
        .set(SERVER.ZONE, zone)
        .set(SERVER.MONITOR_SECRET, sealer.seal(MonitorSecret.random().text(), context(id)))
        .set(SERVER.MEMORY_MB, size.memoryMb())
        .set(SERVER.DISK_BYTES, size.diskBytes())
        .set(SERVER.CAPACITY_BYTES, size.capacityBytes())
        .set(SERVER.CAPACITY_CONNECTIONS, size.capacityConnections())
        .set(SERVER.POSTGRES_MAJOR, major.orElse(null))
        .execute();
    plane
        .subjects()
        .in(in)
        .add(
            id,
            KIND,
            "server-" + id.toString().substring(0, 8),
            ServerState.CREATING,
            Optional.empty());
    return id;
  }

  public Map<UUID, ServerRecord> find(Collection<UUID> ids) {
    return plane.dsl().selectFrom(SERVER).where(SERVER.ID.in(ids)).fetchMap(SERVER.ID);
  }

  public Optional<ServerRecord> find(UUID id) {
    return plane.dsl().fetchOptional(SERVER, SERVER.ID.eq(id));
  }

  void machineMade(UUID id, Machine machine) {
    plane
        .dsl()
        .update(SERVER)
        .set(SERVER.PROVIDER_ID, machine.providerId())
        .set(SERVER.ADDRESS, machine.address())
        .set(SERVER.SSH_PORT, machine.sshPort())
        .set(SERVER.SSH_USER, machine.sshUser())
        .set(SERVER.HOST_KEY, machine.hostKey())
        .set(SERVER.ROOT, machine.root())
        .set(SERVER.PORT, machine.postgresPort())
        .where(SERVER.ID.eq(id))
        .execute();
  }

  void clusterMade(UUID id, Cluster cluster) {
    plane
        .dsl()
        .update(SERVER)
        .set(SERVER.CERTIFICATE, cluster.certificate())
        .set(SERVER.SYSTEM_IDENTIFIER, cluster.systemIdentifier())
        .set(SERVER.POSTGRES_MAJOR, cluster.major())
        .where(SERVER.ID.eq(id))
        .execute();
  }

  /** Its certificate was renewed. */
  void certificateRenewed(UUID id, Cluster cluster) {
    plane
        .dsl()
        .transaction(tx -> {
          tx.dsl()
              .update(SERVER)
              .set(SERVER.CERTIFICATE, cluster.certificate())
              .where(SERVER.ID.eq(id))
              .execute();
          lodgers.certificateChanged(tx.dsl(), id);
        });
  }

  /** Written when it changes, which is with an upgrade of its libraries. */
  void sorts(ServerRecord row, String collations) {
    if (!collations.equals(row.getCollations())) {
      plane
          .dsl()
          .update(SERVER)
          .set(SERVER.COLLATIONS, collations)
          .where(SERVER.ID.eq(row.getId()))
          .execute();
    }
  }

  /** Known since its cluster was made, but of servers that are older than these books. */
  void runs(ServerRecord row, int major) {
    if (row.getPostgresMajor() == null) {
      plane
          .dsl()
          .update(SERVER)
          .set(SERVER.POSTGRES_MAJOR, major)
          .where(SERVER.ID.eq(row.getId()), SERVER.POSTGRES_MAJOR.isNull())
          .execute();
    }
  }

  /** After a restore of the control plane, until every fence was read (SAFETY 5). */
  boolean observing() {
    return plane.generations().observing();
  }

  void fenceSeen(ServerRecord row, int highestGeneration) {
    plane.generations().fenceSeen(row.getId(), highestGeneration);
  }

  /** See {@link Lodgers#unclaimedSlots}. */
  Set<String> unclaimedSlots(Set<String> slots) {
    return lodgers.unclaimedSlots(slots);
  }

  void machineDestroyed(UUID id) {
    plane
        .dsl()
        .update(SERVER)
        .setNull(SERVER.PROVIDER_ID)
        .set(SERVER.OPEN, false)
        .set(SERVER.DESTROYED_AT, field("clock_timestamp()", OffsetDateTime.class))
        .where(SERVER.ID.eq(id))
        .execute();
  }

  /**
   * Nobody is placed on the server any more, and it is no longer wanted. False, and nothing is
   * changed, when something of somebody's is there or will be.
   */
  boolean giveUp(UUID id) {
    return plane
        .dsl()
        .transactionResult(tx -> {
          // Whoever places a database on it locks this row, too.
          tx.dsl().select(SERVER.ID).from(SERVER).where(SERVER.ID.eq(id)).forUpdate().fetch();
          if (!lodgers.on(List.of(id)).getOrDefault(id, Set.of()).isEmpty()) {
            return false;
          }
          tx.dsl().update(SERVER).set(SERVER.OPEN, false).where(SERVER.ID.eq(id)).execute();
          return plane.subjects().in(tx.dsl()).unwant(id);
        });
  }

  /** Whether the making of another server was stuck within the last hour. */
  boolean stuckLately(UUID butFor) {
    return plane
        .dsl()
        .fetchExists(
            INCIDENT.join(SUBJECT).on(SUBJECT.ID.eq(INCIDENT.SUBJECT_ID)),
            INCIDENT.TYPE.eq(ServerMachine.STUCK_CREATING),
            SUBJECT.KIND.eq(KIND),
            SUBJECT.OWNER.eq(plane.service()),
            SUBJECT.ID.ne(butFor),
            INCIDENT.OPENED_AT.gt(
                field("clock_timestamp() - interval '1 hour'", OffsetDateTime.class)));
  }

  /** An operator wants Postgres restarted. False when there is no such server of ours. */
  public boolean askRestart(UUID id) {
    return plane
        .dsl()
        .transactionResult(tx -> {
          int found =
              tx.dsl()
                  .update(SERVER)
                  .set(SERVER.RESTART_ASKED, SERVER.RESTART_ASKED.plus(1))
                  .where(SERVER.ID.eq(id), SERVER.DESTROYED_AT.isNull())
                  .execute();
          return found == 1 && plane.subjects().in(tx.dsl()).wished(id);
        });
  }

  /** Its databases may have been waiting for that. */
  void restarted(UUID id, int asked) {
    plane.dsl().update(SERVER).set(SERVER.RESTART_DONE, asked).where(SERVER.ID.eq(id)).execute();
    lodgers.on(List.of(id)).getOrDefault(id, Set.of()).forEach(plane.subjects()::due);
  }

  /** See {@link Lodgers#inOtherHands}. */
  Set<UUID> inOtherHands(Collection<UUID> servers) {
    return lodgers.inOtherHands(servers);
  }

  /** See {@link Lodgers#whyNotRestart}. */
  Optional<String> whyNotRestart(UUID server) {
    return lodgers.whyNotRestart(server);
  }

  /** How many resources still have something on each server. */
  Map<UUID, Integer> tenants(Collection<UUID> servers) {
    Map<UUID, Integer> tenants = new HashMap<>();
    lodgers.on(servers).forEach((server, resources) -> tenants.put(server, resources.size()));
    return tenants;
  }

  /** The hexadecimal parts of the names of all tenants a server may rightly hold. */
  Map<UUID, Set<String>> knownTenants(Collection<UUID> servers) {
    Map<UUID, Set<UUID>> on = lodgers.on(servers);
    // By the books' own names: a follower's database has its leader's.
    Map<UUID, String> databases =
        plane
            .dsl()
            .select(RESOURCE.ID, RESOURCE.DATABASE)
            .from(RESOURCE)
            .where(RESOURCE.ID.in(on.values().stream().flatMap(Set::stream).toList()))
            .fetchMap(RESOURCE.ID, RESOURCE.DATABASE);
    Map<UUID, Set<String>> known = new HashMap<>();
    on.forEach((server, resources) ->
        known.put(
            server,
            resources.stream()
                .map(databases::get)
                .filter(Objects::nonNull)
                .map(database -> database.substring(1))
                .collect(Collectors.toSet())));
    return known;
  }

  /** The strangers that a look so long ago told of, and the newest still does. */
  Set<String> strangersSince(UUID server, Duration age) {
    Set<String> since = new TreeSet<>(strangers(server, age));
    since.retainAll(strangers(server, Duration.ZERO));
    return since;
  }

  private Set<String> strangers(UUID server, Duration age) {
    return plane
        .observations()
        .latestFact(server, "strangers", age)
        .flatMap(Observation::facts)
        .flatMap(ServerFactsText::read)
        .flatMap(ServerFactsText::strangers)
        .<Set<String>>map(names -> names)
        .orElse(Set.of());
  }

  /** Of the last look that could count: while the table is full, not every look can. */
  List<LockTable.Holder> lastLockHogs(UUID server) {
    return plane
        .observations()
        .recall(List.of(server), ROUND)
        .getOrDefault(server, List.of())
        .stream()
        .flatMap(seen -> seen.facts().stream())
        .flatMap(facts -> ServerFactsText.read(facts).stream())
        .flatMap(facts -> facts.lockHogs().stream())
        .findFirst()
        .orElse(List.of());
  }

  public List<ServerRecord> living() {
    return plane.dsl().selectFrom(SERVER).where(SERVER.DESTROYED_AT.isNull()).fetch();
  }

  /** The types of the servers' open incidents. */
  public Map<UUID, Set<String>> troubles(Collection<UUID> servers) {
    return plane
        .dsl()
        .select(SUBJECT.ID, SUBJECT.TROUBLES)
        .from(SUBJECT)
        .where(SUBJECT.ID.in(servers))
        .fetchMap(SUBJECT.ID, row -> Set.of(row.value2()));
  }

  /**
   * The servers that these resources' creations wait for: their Postgres has not answered yet. A
   * cluster is made before it runs.
   */
  public Set<UUID> awaitedBy(Collection<ResourceRecord> resources) {
    List<UUID> standsOn =
        resources.stream()
            .filter(row -> row.getTenantMadeAt() == null && row.getServerId() != null)
            .map(ResourceRecord::getServerId)
            .toList();
    return standsOn.isEmpty()
        ? Set.of()
        : plane
            .dsl()
            .select(SUBJECT.ID)
            .from(SUBJECT)
            .where(SUBJECT.ID.in(standsOn), SUBJECT.STATE.eq(ServerState.CREATING.name()))
            .fetchSet(SUBJECT.ID);
  }

  /** Those of the servers that have an open incident of a type. */
  public Set<UUID> withTrouble(Collection<UUID> servers, String type) {
    return plane
        .dsl()
        .select(SUBJECT.ID)
        .from(SUBJECT)
        .where(SUBJECT.ID.in(servers), SUBJECT.TROUBLES.contains(new String[] {type}))
        .fetchSet(SUBJECT.ID);
  }

  private MonitorSecret monitorSecret(ServerRecord row) {
    return new MonitorSecret(sealer.open(row.getMonitorSecret(), context(row.getId())));
  }

  /**
   * What standbys of this server log in with: derived from the monitor's key, because a copy of a
   * cluster has both.
   */
  public String replicationVerifier(ServerRecord row) {
    return replicationSecret(row).verifier(MONITOR_ROUNDS);
  }

  /** The same as a password. */
  public MonitorSecret replicationSecret(ServerRecord row) {
    return monitorSecret(row).derived("herd_replication");
  }

  /** It holds a copy of another's cluster from now on, with that one's roles and their secrets. */
  public void becameCopy(UUID id, ServerRecord original, Cluster copy) {
    plane
        .dsl()
        .transaction(tx -> {
          tx.dsl()
              .update(SERVER)
              .set(SERVER.CERTIFICATE, copy.certificate())
              .set(SERVER.SYSTEM_IDENTIFIER, copy.systemIdentifier())
              .set(SERVER.MONITOR_SECRET, sealer.seal(monitorSecret(original).text(), context(id)))
              .where(SERVER.ID.eq(id))
              .execute();
          runsAnother(tx.dsl(), id, copy);
        });
  }

  /** Its cluster is of another major version from now on, with another identifier. */
  public void upgraded(DSLContext in, UUID id, Cluster cluster) {
    in.update(SERVER)
        .set(SERVER.SYSTEM_IDENTIFIER, cluster.systemIdentifier())
        .where(SERVER.ID.eq(id))
        .execute();
    runsAnother(in, id, cluster);
  }

  /** Other programs may sort otherwise; the next look at it sees how. */
  private static void runsAnother(DSLContext in, UUID id, Cluster cluster) {
    in.update(SERVER)
        .set(SERVER.POSTGRES_MAJOR, cluster.major())
        .setNull(SERVER.COLLATIONS)
        .where(SERVER.ID.eq(id), SERVER.POSTGRES_MAJOR.isDistinctFrom(cluster.major()))
        .execute();
  }

  /** What the server itself keeps of the monitor's password. */
  public String monitorVerifier(ServerRecord row) {
    return monitorSecret(row).verifier(MONITOR_ROUNDS);
  }

  /** How the monitor logs in; only for a server that has its cluster. */
  public PostgresTarget monitor(ServerRecord row) {
    return new PostgresTarget(
        row.getAddress(),
        row.getPort(),
        "herd_monitor",
        monitorSecret(row).secret(),
        TlsTrust.certificate(row.getCertificate()));
  }

  /** How acts reach it; only for a server that has its machine. */
  public static Host host(ServerRecord row, SshIdentity identity) {
    return new Host(
        new SshTarget(
            row.getAddress(), row.getSshPort(), row.getSshUser(), row.getHostKey(), identity),
        row.getRoot());
  }

  private static String context(UUID id) {
    return "server/" + id + "/monitor_secret";
  }
}
