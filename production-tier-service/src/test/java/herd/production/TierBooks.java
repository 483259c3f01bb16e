package herd.production;

import herd.controlplane.ControlPlane;
import herd.controlplane.Schema;
import herd.fleet.local.LocalPostgres;
import herd.tier.process.Release;
import java.sql.Connection;
import java.sql.Statement;
import java.util.UUID;
import org.jooq.DSLContext;
import org.postgresql.ds.PGSimpleDataSource;

/** The tier's schema as a release makes it, on a Postgres of its own. */
public record TierBooks(LocalPostgres postgres, ControlPlane plane) implements AutoCloseable {

  public static TierBooks open() throws Exception {
    LocalPostgres postgres = LocalPostgres.temporary();
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(postgres.jdbcUrl("postgres"));
    source.setUser(LocalPostgres.SUPERUSER);
    source.setPassword(postgres.password());
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(Schema.bootstrap());
    }
    Schema.migrate(source);
    Schema.flyway(
            source,
            "production_tier",
            Release.TIER_MIGRATIONS,
            "classpath:herd/production/migrations")
        .load()
        .migrate();
    source.setCurrentSchema("production_tier");
    return new TierBooks(postgres, new ControlPlane(source, "production-tier"));
  }

  public DSLContext dsl() {
    return plane.dsl();
  }

  public UUID resource() {
    UUID id = UUID.randomUUID();
    dsl()
        .execute(
            """
            insert into resource (id, contract, name, plan, region, database, login, password)
            values (?, 'v3', 'x', 'standard-0', 'us', 'd', 'u', '')
            """,
            id);
    return id;
  }

  public UUID server() {
    UUID id = UUID.randomUUID();
    dsl()
        .execute(
            """
            insert into server (id, provider, region, zone, monitor_secret, memory_mb, disk_bytes,
              capacity_bytes, capacity_connections)
            values (?, 'local', 'us', 'zone-a', '', 512, 1, 1, 1)
            """,
            id);
    return id;
  }

  @Override
  public void close() {
    postgres.close();
  }
}
