package herd.production.pooler;

import herd.fleet.postgres.Look;
import herd.fleet.postgres.PostgresTarget;
import herd.fleet.postgres.Query;
import herd.fleet.postgres.Sighting;
import herd.fleet.tenant.TenantSql;
import herd.tier.Reach;
import herd.tier.generated.tables.records.ServerRecord;
import herd.tier.server.Servers;
import java.time.Duration;
import java.util.List;

/**
 * Looks through a pooler as the monitor, all the way into Postgres. The session is kept under the
 * resource's id, so that its end makes the resource due at once.
 */
public record PoolerLooks(Reach reach, Servers servers) {

  private static final Duration LIMIT = Duration.ofSeconds(3);
  private static final List<Query> ANYTHING = List.of(Query.of("select 1"));

  public Sighting through(Pooler pooler, ServerRecord leader) {
    PostgresTarget direct = servers.monitor(leader);
    PostgresTarget pooled =
        new PostgresTarget(
            direct.host(), pooler.port(), direct.user(), direct.secret(), direct.tls());
    Look look = Look.of(pooled, TenantSql.MONITOR_DATABASE, ANYTHING, LIMIT).throughPooler();
    return reach.sessions().look(pooler.resource(), reach.vantage(), look);
  }
}
