package herd.tier.server;

import static org.assertj.core.api.Assertions.assertThat;

import herd.controlplane.ring.Token;
import herd.fleet.Vantage;
import herd.fleet.local.Binaries;
import herd.fleet.local.LocalProvider;
import herd.fleet.local.PortRange;
import herd.fleet.local.RunAs;
import herd.fleet.relay.EchoServer;
import herd.fleet.relay.SocksRelay;
import herd.fleet.ssh.SshIdentity;
import herd.tier.Await;
import herd.tier.Reach;
import herd.tier.TestBed;
import herd.tier.generated.tables.records.ServerRecord;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The provider can be asked from a vantage that sees nothing: so that vantage must know itself. */
class RebootFromABlindVantageTest {

  @RegisterExtension static final TestBed BED = new TestBed();

  @Test
  void aMachineIsNotRebootedFromAVantageThatSeesNothing(@TempDir Path folder) throws Exception {
    SshIdentity identity = SshIdentity.generate();
    LocalProvider provider =
        new LocalProvider(
            folder,
            Binaries.find(System.getenv()),
            new PortRange(20_000, 10),
            RunAs.here(System.getenv()),
            identity.publicLine());
    try (SocksRelay relay = SocksRelay.on(0);
        EchoServer echo = EchoServer.on(0);
        Reach reach =
            Reach.open(
                    BED.plane(),
                    new Vantage("zone-a", relay.egress()),
                    provider,
                    identity,
                    BED.sealer())
                .withEcho(Optional.of(new InetSocketAddress("127.0.0.1", echo.port())))) {
      assertThat(reach.sees()).isTrue();
      relay.cut();
      Servers servers = new Servers(BED.plane(), BED.sealer());
      ServerRecord row = new ServerRecord();
      row.setId(UUID.randomUUID());

      String outcome =
          new ServerActs(reach, servers, ClusterMaker.plain(reach, servers))
              .rebootMachine(row)
              .run(new Token(1, 1));

      assertThat(outcome).contains("nothing is seen", "not rebooted");
      relay.mend();
      Await.until("it sees again", reach::sees);
    }
  }
}
