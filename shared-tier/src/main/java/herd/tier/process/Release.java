package herd.tier.process;

import com.zaxxer.hikari.HikariDataSource;
import herd.controlplane.Schema;
import herd.service.DatabaseConfig;
import herd.service.Databases;
import herd.service.ServiceContext;
import java.time.Duration;

/**
 * Migrations, run only by the process type release: schema control as its owner, then the service's
 * own schema as the service's role.
 */
public final class Release {

  /** The migrations every tier shares; a tier's own come after them, in a place of their own. */
  public static final String TIER_MIGRATIONS = "classpath:herd/tier/migrations";

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private Release() {}

  public static void run(ServiceContext context, String... migrations) throws Exception {
    DatabaseConfig own = own(context);
    try (HikariDataSource owner = owner(context);
        HikariDataSource service = Databases.pool(own, context.service() + "-release")) {
      Databases.awaitAnswer(owner, PATIENCE);
      Schema.migrate(owner);
      // Two rooms number one schema's migrations: the shared ones may grow below the tier's own.
      Schema.flyway(service, context.service().replace('-', '_'), migrations)
          .outOfOrder(true)
          .load()
          .migrate();
    }
  }

  /** How the service reaches the control plane as its own role. */
  static DatabaseConfig own(ServiceContext context) {
    return context
        .environment()
        .read(variables ->
            DatabaseConfig.from(
                variables, "HERD_CONTROL", DatabaseConfig.roleOf(context.service())));
  }

  /** Connections as the owner of schema control: for releases and the keeper. */
  public static HikariDataSource owner(ServiceContext context) {
    DatabaseConfig config =
        context
            .environment()
            .read(variables ->
                new DatabaseConfig(
                    own(context).url(),
                    variables.text("HERD_CONTROL_OWNER_USER", "herd_control"),
                    variables.secret("HERD_CONTROL_OWNER_PASSWORD"),
                    2));
    return Databases.pool(config, context.service() + "-owner");
  }
}
