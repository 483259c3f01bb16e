package herd.tier.server;

import static org.assertj.core.api.Assertions.assertThat;

import herd.controlplane.incident.Playbooks;
import herd.fleet.Egress;
import herd.fleet.Vantage;
import herd.fleet.local.Binaries;
import herd.fleet.local.LocalProvider;
import herd.fleet.local.PortRange;
import herd.fleet.local.RunAs;
import herd.fleet.ssh.SshIdentity;
import herd.statemachine.Lint;
import herd.statemachine.Mermaid;
import herd.tier.Reach;
import herd.tier.TestBed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server's machine is sound and drawn in docs/machines, and its incidents have their playbooks.
 * To draw anew: mvn -pl shared-tier -am test -Dtest=DocumentsTest -Dherd.regenerate=true
 * -Dsurefire.failIfNoSpecifiedTests=false
 */
class DocumentsTest {

  @RegisterExtension static final TestBed BED = new TestBed();

  @Test
  void theMachineIsSound() {
    assertThat(Lint.check(new ServerMachine())).isEmpty();
  }

  @Test
  void theMachineIsDrawnAsItIs() throws Exception {
    Path file = Path.of("../docs/machines/server.md");
    String page =
        "# The machine `server`\n\nDrawn from its rules by a test of its room.\n\n```mermaid\n%s```\n"
            .formatted(Mermaid.draw(new ServerMachine()));
    if (Boolean.getBoolean("herd.regenerate")) {
      Files.writeString(file, page);
    }
    assertThat(file).hasContent(page);
  }

  @Test
  void everyIncidentHasItsPlaybook(@TempDir Path folder) throws Exception {
    SshIdentity identity = SshIdentity.generate();
    LocalProvider provider =
        new LocalProvider(
            folder,
            Binaries.find(System.getenv()),
            new PortRange(20_000, 10),
            RunAs.here(System.getenv()),
            identity.publicLine());
    Vantage here = new Vantage("here", Egress.direct());
    try (Reach reach = Reach.open(BED.plane(), here, provider, identity, BED.sealer())) {
      Servers servers = new Servers(BED.plane(), BED.sealer());
      ServerRing ring =
          new ServerRing(
              reach,
              servers,
              ClusterMaker.plain(reach, servers),
              Optional.empty(),
              Duration.ofHours(1));
      assertThat(Playbooks.check(ring.incidents(), ServerRing.class)).isEmpty();
    }
  }
}
