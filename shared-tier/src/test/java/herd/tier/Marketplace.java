package herd.tier;

import herd.fleet.local.PortRange;
import herd.service.Secret;
import herd.service.http.HttpCalls;
import herd.simulator.Customer;
import herd.simulator.Manifest;
import herd.simulator.Simulator;
import herd.simulator.SimulatorConfig;
import herd.tier.addon.AddonConfig;
import herd.tier.addon.Regions;
import herd.tier.data.Offer;
import herd.tier.market.Market;
import herd.tier.market.MarketConfig;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** All routes of a tier and a real marketplace, each calling the other. */
public final class Marketplace {

  public static final Secret SALT = new Secret("salt-and-pepper");
  private static final Manifest MANIFEST =
      new Manifest("heroku-postgresql", "addon-password", SALT.reveal(), "client-hunter2");

  public final Market market;
  public final URI tier;
  public final URI platform;
  private final TestBed bed;

  public Marketplace(TestBed bed) throws IOException {
    this.bed = bed;
    int port = PortRange.free(1).first();
    Simulator simulator =
        bed.closedAtEnd(
            Simulator.start(
                SimulatorConfig.onLoopback(
                    0,
                    Optional.empty(),
                    URI.create("http://127.0.0.1:" + port),
                    MANIFEST,
                    List.of(customer("ann"), customer("bob")))));
    platform = simulator.url();
    market =
        new Market(
            new MarketConfig(
                platform,
                platform,
                new Secret(MANIFEST.clientSecret()),
                MANIFEST.id(),
                new Secret(MANIFEST.password())),
            bed.closedAtEnd(new HttpCalls()));
    tier = bed.serve(port, routes());
  }

  private TierRoutes routes() {
    return new TierRoutes(
        bed.plane(),
        TestBed.TIER,
        Offer.COMMON,
        bed.resources(),
        market,
        new AddonConfig(
            MANIFEST.id(),
            new Secret(MANIFEST.password()),
            SALT,
            new Regions(List.of("us", "eu")),
            Duration.ofSeconds(20)),
        bed.sealer(),
        TestBed.State.CREATING,
        Set.of("citext", "hstore"));
  }

  /** A customer at the platform. */
  public Client atPlatform(String who) {
    return new Client(platform, "Bearer " + token(who));
  }

  /** A customer at the tier's own address, as behind the front door. */
  public Client atTier(String who) {
    return new Client(tier, "Bearer " + token(who));
  }

  public static String token(String who) {
    return "token-of-" + who;
  }

  /** Ann buys a database for an app of her own; its id. */
  public UUID bought(String app) {
    atPlatform("ann").post("/apps", "{'name':'" + app + "'}");
    Client.Answer answer =
        atPlatform("ann")
            .post("/apps/" + app + "/addons", "{'plan':{'name':'heroku-postgresql:essential-0'}}");
    if (answer.status() != 201) {
      throw new AssertionError("not bought: " + answer.body());
    }
    return UUID.fromString(answer.text("/id"));
  }

  private static Customer customer(String who) {
    return new Customer(who + "@example.org", token(who));
  }
}
