package herd.tier.server;

import herd.controlplane.Subject;
import herd.controlplane.incident.IncidentType;
import herd.controlplane.ring.Ring;
import herd.controlplane.ring.Visit;
import herd.statemachine.Machine;
import herd.tier.Reach;
import herd.tier.generated.tables.records.ServerRecord;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The ring of a tier's servers. */
public final class ServerRing implements Ring<ServerState, ServerAct, ServerSeen> {

  private final Reach reach;
  private final Servers servers;
  private final ServerActs acts;
  private final NamesTold namesTold = new NamesTold();
  private final CommitLooks commits;
  private final List<IncidentType<ServerSeen>> incidents;

  /**
   * @param clusters how new servers get their clusters
   * @param commitEvery how often each server is asked that commits; empty where its databases'
   *     looks do
   * @param orphanGrace how long strangers on a server are left alone
   */
  public ServerRing(
      Reach reach,
      Servers servers,
      ClusterMaker clusters,
      Optional<Duration> commitEvery,
      Duration orphanGrace) {
    this.reach = reach;
    this.servers = servers;
    this.acts = new ServerActs(reach, servers, clusters);
    this.commits = new CommitLooks(reach, servers, commitEvery);
    this.incidents = new ServerIncidents(reach, servers, acts, orphanGrace).types();
  }

  @Override
  public String kind() {
    return Servers.KIND;
  }

  @Override
  public Machine<ServerState, ServerAct, ServerSeen> machine() {
    return new ServerMachine();
  }

  @Override
  public List<IncidentType<ServerSeen>> incidents() {
    return incidents;
  }

  @Override
  public Map<UUID, Visit<ServerAct, ServerSeen>> visits(List<Subject> batch) {
    List<UUID> ids = batch.stream().map(Subject::id).toList();
    Map<UUID, ServerRecord> rows = servers.find(ids);
    Map<UUID, Integer> tenants = servers.tenants(ids);
    Map<UUID, Set<String>> known = servers.knownTenants(ids);
    Set<UUID> inOtherHands = servers.inOtherHands(ids);
    boolean observing = servers.observing();
    Map<UUID, Visit<ServerAct, ServerSeen>> visits = new HashMap<>();
    for (Subject subject : batch) {
      ServerRecord row = rows.get(subject.id());
      if (row != null) {
        visits.put(
            subject.id(),
            new ServerVisit(
                subject,
                row,
                tenants.getOrDefault(subject.id(), 0),
                known.getOrDefault(subject.id(), Set.of()),
                inOtherHands.contains(subject.id()),
                observing,
                reach,
                servers,
                acts,
                namesTold,
                commits));
      }
    }
    return visits;
  }
}
