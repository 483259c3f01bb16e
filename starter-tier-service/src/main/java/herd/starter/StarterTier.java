package herd.starter;

import herd.service.ServiceContext;
import herd.service.Variables;
import herd.starter.resource.Limits;
import herd.tier.Tier;
import herd.tier.plan.Plans;
import herd.tier.process.TierParts;
import herd.tier.resource.Resources;
import herd.tier.server.ServerSize;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;

/** What distinguishes the starter tier, and its configuration. */
public final class StarterTier {

  private static final long GIB = 1L << 30;

  /**
   * @param regions HERD_REGIONS: where databases may be asked for
   * @param zones HERD_ZONES: where servers are made, in turn
   * @param grace HERD_STARTER_GRACE: how long a customer may stay over a limit
   * @param vacuumEvery HERD_STARTER_VACUUM_EVERY: how often a limited database is vacuumed
   * @param longestTransaction HERD_STARTER_LONGEST_TRANSACTION: how old a transaction may become
   * @param countEvery HERD_STARTER_COUNT_EVERY: how often a database's rows are counted
   * @param commitEvery HERD_STARTER_COMMIT_EVERY: how often each worker has a server commit
   * @param size of one server; HERD_STARTER_SERVER_CONNECTIONS connections for tenants
   */
  record Config(
      List<String> regions,
      List<String> zones,
      Duration grace,
      Duration vacuumEvery,
      Duration longestTransaction,
      Duration countEvery,
      Duration commitEvery,
      ServerSize size) {

    static Config from(Variables variables) {
      int connections = variables.integer("HERD_STARTER_SERVER_CONNECTIONS", 480, 20, 5000);
      return new Config(
          orElse(variables.list("HERD_REGIONS"), List.of("us", "eu")),
          orElse(variables.list("HERD_ZONES"), List.of("zone-a")),
          variables.duration("HERD_STARTER_GRACE", Duration.ofDays(7)),
          variables.duration("HERD_STARTER_VACUUM_EVERY", Duration.ofMinutes(30)),
          variables.duration("HERD_STARTER_LONGEST_TRANSACTION", Duration.ofHours(1)),
          variables.duration("HERD_STARTER_COUNT_EVERY", Duration.ofMinutes(10)),
          variables.duration("HERD_STARTER_COMMIT_EVERY", Duration.ofMinutes(5)),
          new ServerSize(4096, 120 * GIB, 96 * GIB, connections));
    }

    Limits limits() {
      return new Limits(grace, vacuumEvery, longestTransaction);
    }

    private static List<String> orElse(List<String> given, List<String> otherwise) {
      return given.isEmpty() ? otherwise : given;
    }
  }

  private StarterTier() {}

  /** A database reserves what its plan promises. */
  static Tier tier(ServiceContext context) {
    String slug =
        context
            .environment()
            .read(variables -> variables.text("HERD_ADDON_ID", "heroku-postgresql"));
    return new Tier(
        context.service(),
        slug,
        Plans.beside(StarterTier.class),
        "To move between tiers, create a database of the new plan and copy yours with pg:copy.",
        EnumSet.allOf(Tier.Feature.class),
        plan -> new Tier.Room(plan.bytes(), plan.connections()));
  }

  static Resources resources(TierParts parts, Tier tier) {
    return new Resources(parts.plane(), tier, parts.sealer());
  }

  static Config config(ServiceContext context) {
    return context.environment().read(Config::from);
  }
}
