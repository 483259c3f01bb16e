package herd.production;

import herd.service.ProcessType;
import herd.service.ServiceDefinition;
import herd.service.ServiceMain;
import herd.tier.process.Release;
import java.util.List;

/** The production tier's table of contents: its process types. */
public final class Main {

  static final String MIGRATIONS = "classpath:herd/production/migrations";

  public static final ServiceDefinition DEFINITION =
      new ServiceDefinition(
          "production-tier",
          "production-tier-service",
          List.of(
              ProcessType.release(
                  "release", context -> Release.run(context, Release.TIER_MIGRATIONS, MIGRATIONS)),
              ProcessType.web("web", ProductionWeb::start),
              ProcessType.ring(
                  "server-feeler", (context, n) -> ProductionRings.of(context).shared().servers(n)),
              ProcessType.ring(
                  "resource-feeler", (context, n) -> ProductionRings.of(context).resources(n)),
              ProcessType.ring("pair-feeler", (context, n) -> ProductionRings.of(context).pairs(n)),
              ProcessType.ring(
                  "follower-feeler", (context, n) -> ProductionRings.of(context).followers(n)),
              ProcessType.ring(
                  "incident-resolver", (context, n) -> ProductionRings.of(context).incidents(n)),
              ProcessType.ring(
                  "vantage-feeler", (context, _) -> ProductionRings.of(context).shared().vantage()),
              ProcessType.ring("pool-keeper", (context, n) -> ProductionRings.of(context).pool(n)),
              ProcessType.ring(
                  "keeper", (context, _) -> ProductionRings.of(context).shared().keeper())));

  private Main() {}

  public static void main(String[] args) throws InterruptedException {
    System.exit(ServiceMain.run(DEFINITION, args, System.getenv()));
  }
}
