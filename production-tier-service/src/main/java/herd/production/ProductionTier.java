package herd.production;

import herd.production.credential.Credentials;
import herd.production.plan.ProductionPlan;
import herd.production.server.OwnServers;
import herd.production.server.Owners;
import herd.production.server.Spares;
import herd.service.ServiceContext;
import herd.service.Variables;
import herd.tier.Tier;
import herd.tier.plan.Plans;
import herd.tier.process.TierParts;
import herd.tier.resource.Resources;
import herd.tier.server.Servers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What distinguishes the production tier, and its configuration. */
final class ProductionTier {

  /** The plan whose size spare servers have. */
  private static final String USUAL_PLAN = "standard-0";

  /**
   * @param provider HERD_PROVIDER: where servers come from
   * @param zones HERD_ZONES: where servers are made, in turn
   * @param spares HERD_PRODUCTION_SPARES: how many servers are kept ready, by region; as {@code 2}
   *     for every region of HERD_REGIONS or {@code us=2,eu=0}
   * @param rotationGrace HERD_PRODUCTION_ROTATION_GRACE: how long apps have to learn a new login
   *     before the old one, when nobody uses it, is taken away
   * @param countEvery HERD_PRODUCTION_COUNT_EVERY: how often a database is logged in to, its tables
   *     counted and a commit tried though it be idle
   * @param versions HERD_POSTGRES_VERSIONS: the major versions of Postgres that all servers have
   *     the programs of, such as {@code 15,13}; without it customers cannot choose or upgrade
   */
  record Config(
      String provider,
      List<String> zones,
      Map<String, Integer> spares,
      Duration rotationGrace,
      Duration countEvery,
      List<Integer> versions) {

    /** What works, and promises less than customers take it to. */
    Optional<String> warning() {
      return zones.stream().distinct().count() > 1
          ? Optional.empty()
          : Optional.of(
              "HERD_ZONES names one zone only: a premium database's standby stands in its leader's,"
                  + " and both are lost with it. Name two zones or more");
    }

    Credentials credentials() {
      return new Credentials(rotationGrace);
    }

    static Config from(Variables variables) {
      return new Config(
          variables.text("HERD_PROVIDER", "local"),
          orElse(variables.list("HERD_ZONES"), List.of("zone-a")),
          spares(variables, orElse(variables.list("HERD_REGIONS"), List.of("us", "eu"))),
          variables.duration("HERD_PRODUCTION_ROTATION_GRACE", Duration.ofMinutes(2)),
          variables.duration("HERD_PRODUCTION_COUNT_EVERY", Duration.ofMinutes(10)),
          versions(variables));
    }

    private static Map<String, Integer> spares(Variables variables, List<String> regions) {
      Map<String, Integer> spares = new HashMap<>();
      for (String part : orElse(variables.list("HERD_PRODUCTION_SPARES"), List.of("1"))) {
        String[] pair = part.split("=", 2);
        String count = pair[pair.length - 1].strip();
        if (!count.matches("[0-9]{1,3}")) {
          variables.wrong("HERD_PRODUCTION_SPARES", "write it as 2, or by region as us=2,eu=0");
        } else if (pair.length == 1) {
          regions.forEach(region -> spares.put(region, Integer.parseInt(count)));
        } else {
          spares.put(pair[0].strip(), Integer.parseInt(count));
        }
      }
      return Map.copyOf(spares);
    }

    private static List<Integer> versions(Variables variables) {
      List<Integer> versions = new ArrayList<>();
      for (String version : variables.list("HERD_POSTGRES_VERSIONS")) {
        if (version.matches("[0-9]{2}")) {
          versions.add(Integer.valueOf(version));
        } else {
          variables.wrong("HERD_POSTGRES_VERSIONS", "write major versions only, such as 15,13");
        }
      }
      return List.copyOf(versions);
    }

    private static List<String> orElse(List<String> given, List<String> otherwise) {
      return given.isEmpty() ? otherwise : given;
    }
  }

  private ProductionTier() {}

  static Tier tier(ServiceContext context) {
    String slug =
        context
            .environment()
            .read(variables -> variables.text("HERD_ADDON_ID", "heroku-postgresql"));
    return new Tier(
        context.service(),
        slug,
        Plans.beside(ProductionTier.class),
        "To move between tiers, create a database of the new plan and copy yours with pg:copy.",
        EnumSet.allOf(Tier.Feature.class),
        plan -> new Tier.Room(plan.bytes(), plan.connections()));
  }

  static Servers servers(TierParts parts) {
    return new Servers(parts.plane(), parts.sealer(), new Owners(parts.plane()));
  }

  static OwnServers ownServers(ServiceContext context, TierParts parts, Tier tier) {
    Config config = config(context);
    return new OwnServers(
        parts.plane(),
        servers(parts),
        tier.plans(),
        config.provider(),
        config.zones(),
        config.versions());
  }

  static Resources resources(ServiceContext context, TierParts parts, Tier tier) {
    return new Resources(parts.plane(), tier, parts.sealer(), ownServers(context, parts, tier));
  }

  static Spares spares(ServiceContext context, TierParts parts, Tier tier) {
    Config config = config(context);
    return new Spares(
        parts.plane(),
        servers(parts),
        config.provider(),
        config.spares(),
        config.zones(),
        ProductionPlan.of(tier.plans(), USUAL_PLAN).size());
  }

  static Config config(ServiceContext context) {
    return context.environment().read(Config::from);
  }
}
