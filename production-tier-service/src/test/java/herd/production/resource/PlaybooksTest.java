package herd.production.resource;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import herd.controlplane.ControlPlane;
import herd.controlplane.incident.Playbooks;
import herd.controlplane.ring.Act;
import herd.fleet.Egress;
import herd.fleet.Vantage;
import herd.fleet.local.Binaries;
import herd.fleet.local.LocalProvider;
import herd.fleet.local.PortRange;
import herd.fleet.local.RunAs;
import herd.fleet.ssh.SshIdentity;
import herd.service.Sealer;
import herd.service.Secret;
import herd.tier.Reach;
import herd.tier.Tier;
import herd.tier.plan.Plans;
import herd.tier.resource.DeepLooks;
import herd.tier.resource.Resources;
import herd.tier.resource.TenantActs;
import herd.tier.server.MaintenanceActs;
import herd.tier.server.Servers;
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
    ControlPlane plane = new ControlPlane(new HikariDataSource(), "production-tier");
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
            "production-tier",
            "heroku-postgresql",
            new Plans(List.of()),
            "",
            Set.of(),
            plan -> new Tier.Room(plan.bytes(), plan.connections()));
    Resources resources = new Resources(plane, tier, sealer);
    Servers servers = new Servers(plane, sealer);
    Vantage here = new Vantage("here", Egress.direct());
    try (Reach reach = Reach.open(plane, here, provider, identity, sealer)) {
      TenantActs tenants =
          new TenantActs(
              reach,
              resources,
              new DeepLooks(Duration.ofMinutes(10)),
              plan -> {
                throw new IllegalStateException("nothing is made here");
              },
              TenantActs.Besides.NOTHING);
      ResourceIncidents incidents =
          new ResourceIncidents(
              plane,
              resources,
              servers,
              tenants,
              new MaintenanceActs(reach, servers),
              (_, _, _) -> Act.ofBooks(() -> ""));
      assertThat(Playbooks.check(incidents.types(), ResourceRing.class)).isEmpty();
    }
  }
}
