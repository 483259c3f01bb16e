package herd.starter;

import herd.service.ProcessType;
import herd.service.ServiceDefinition;
import herd.service.ServiceMain;
import herd.tier.process.Release;
import java.util.List;

/** The starter tier's table of contents: its process types. */
public final class Main {

  public static final ServiceDefinition DEFINITION =
      new ServiceDefinition(
          "starter-tier",
          "starter-tier-service",
          List.of(
              ProcessType.release(
                  "release", context -> Release.run(context, Release.TIER_MIGRATIONS)),
              ProcessType.web("web", StarterWeb::start),
              ProcessType.ring(
                  "server-feeler", (context, n) -> StarterRings.of(context).shared().servers(n)),
              ProcessType.ring(
                  "resource-feeler", (context, n) -> StarterRings.of(context).resources(n)),
              ProcessType.ring(
                  "incident-resolver", (context, n) -> StarterRings.of(context).incidents(n)),
              ProcessType.ring(
                  "vantage-feeler", (context, _) -> StarterRings.of(context).shared().vantage()),
              ProcessType.ring("pool-keeper", (context, n) -> StarterRings.of(context).pool(n)),
              ProcessType.ring(
                  "keeper", (context, _) -> StarterRings.of(context).shared().keeper())));

  private Main() {}

  public static void main(String[] args) throws InterruptedException {
    System.exit(ServiceMain.run(DEFINITION, args, System.getenv()));
  }
}
