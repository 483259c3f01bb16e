package herd.starter.resource;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import herd.controlplane.ControlPlane;
import herd.controlplane.incident.Playbooks;
import herd.fleet.Egress;
import herd.fleet.Vantage;
import herd.fleet.local.Binaries;
import herd.fleet.local.LocalProvider;
import herd.fleet.local.PortRange;
import herd.fleet.local.RunAs;
import herd.fleet.ssh.SshIdentity;
import herd.service.Sealer;
import herd.service.Secret;
import herd.service.http.HttpCalls;
import herd.tier.Reach;
import herd.tier.Tier;
import herd.tier.market.Market;
import herd.tier.market.MarketConfig;
import herd.tier.plan.Plans;
import herd.tier.resource.PlatformActs;
import herd.tier.resource.Resources;
import herd.tier.server.Servers;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaybooksTest {

  @Test
  void everyIncidentOfAResourceHasItsPlaybook(@TempDir Path folder) throws Exception {
    // Nothing here is connected to: incident types are data.
    ControlPlane plane = new ControlPlane(new HikariDataSource(), "starter-tier");
    Sealer sealer = Sealer.of(new Secret("A".repeat(43) + "="));
    SshIdentity identity = SshIdentity.generate();
    LocalProvider provider =
        new LocalProvider(
            folder,
            Binaries.find(System.getenv()),
            new PortRange(20_000, 10),
            RunAs.here(System.getenv()),
            identity.publicLine());
    Tier tier =
        new Tier(
            "starter-tier",
            "heroku-postgresql",
            new Plans(List.of()),
            "",
            Set.of(),
            plan -> new Tier.Room(plan.bytes(), plan.connections()));
    Resources resources = new Resources(plane, tier, sealer);
    URI nowhere = URI.create("http://127.0.0.1:1");
    Vantage here = new Vantage("here", Egress.direct());
    try (HttpCalls calls = new HttpCalls();
        Reach reach = Reach.open(plane, here, provider, identity, sealer)) {
      Secret none = new Secret("none");
      Market market =
          new Market(new MarketConfig(nowhere, nowhere, none, "heroku-postgresql", none), calls);
      ResourceRing ring =
          new ResourceRing(
              reach,
              tier,
              resources,
              new Servers(plane, sealer),
              new PlatformActs(plane, resources, market, sealer, "HEROKU_POSTGRESQL_URL"),
              new Limits(Duration.ofDays(7), Duration.ofMinutes(30), Duration.ofHours(1)),
              Duration.ofMinutes(10));
      assertThat(Playbooks.check(ring.incidents(), ResourceRing.class)).isEmpty();
    }
  }
}
