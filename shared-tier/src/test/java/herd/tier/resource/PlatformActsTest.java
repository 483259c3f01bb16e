package herd.tier.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import herd.controlplane.ring.Token;
import herd.tier.Marketplace;
import herd.tier.TestBed;
import herd.tier.market.MarketTrouble;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a resource's life says to a real marketplace. */
class PlatformActsTest {

  @RegisterExtension static final TestBed BED = new TestBed();

  private static final Token NONE = new Token(0, 0);

  private static Marketplace marketplace;
  private static PlatformActs acts;
  private static int apps;

  private UUID id = UUID.randomUUID();

  @BeforeAll
  static void open() throws Exception {
    marketplace = new Marketplace(BED);
    acts =
        new PlatformActs(
            BED.plane(),
            BED.resources(),
            marketplace.market,
            BED.sealer(),
            "HEROKU_POSTGRESQL_URL");
    BED.server(100);
  }

  @BeforeEach
  void aDatabaseIsBoughtAndItsGrantExchanged() throws Exception {
    id = marketplace.bought("app-" + ++apps);
    acts.exchangeGrant(id).run(NONE);
    assertThat(value("grant_state")).isEqualTo("held");
  }

  @Test
  void aTokenThatIsTakenNoMoreIsRenewedAndTheNextRunUsesTheNewOne() throws Exception {
    setToken(BED.sealer().seal("no-such-token", Resources.context(id, "access")));
    assertThatThrownBy(() -> acts.sendConfig(id).run(NONE))
        .isInstanceOfSatisfying(
            MarketTrouble.class,
            e -> assertThat(e.kind()).isEqualTo(MarketTrouble.Kind.UNAUTHORIZED));
    assertThat(value("config_told")).isEqualTo("0");
    acts.sendConfig(id).run(NONE);
    assertThat(value("config_told")).isEqualTo("1");
  }

  @Test
  void aTokenThatEndsSoonByTheControlPlanesClockIsRenewedFirst() throws Exception {
    BED.sql(
        "update starter_tier.resource set token_expires_at = clock_timestamp() + interval '1 minute'"
            + " where id = '%s'".formatted(id));
    String before = value("access_token");
    acts.sendConfig(id).run(NONE);
    assertThat(value("config_told")).isEqualTo("1");
    assertThat(value("access_token")).isNotEqualTo(before);
    assertThat(value("token_expires_at > clock_timestamp() + interval '5 minutes'")).isEqualTo("t");
  }

  @Test
  void whatThePlatformNoLongerHasBeforeItWasUpBecomesUnwanted() throws Exception {
    thePlatformLosesIt();
    assertThat(acts.sendConfig(id).run(NONE)).isEqualTo("the platform no longer has it");
    assertThat(wanted()).isEqualTo("f");
  }

  @Test
  void aDatabaseThatWasUpIsNotGivenUpBecauseThePlatformDoesNotKnowIt() throws Exception {
    BED.up(id);
    thePlatformLosesIt();
    assertThatThrownBy(() -> acts.sendConfig(id).run(NONE))
        .isInstanceOfSatisfying(
            MarketTrouble.class, e -> assertThat(e.kind()).isEqualTo(MarketTrouble.Kind.GONE));
    assertThat(wanted()).isEqualTo("t");
  }

  /** It is removed there, and we have not heard of it. */
  private void thePlatformLosesIt() throws Exception {
    marketplace.atPlatform("ann").delete("/apps/app-" + apps + "/addons/" + id);
    BED.sql(
        "update starter_tier.resource set deprovisioned_at = null where id = '%1$s';".formatted(id)
            + "update control.subject set wanted = true where id = '%s'".formatted(id));
    assertThat(wanted()).isEqualTo("t");
  }

  private String wanted() throws Exception {
    return BED.value("select wanted from control.subject where id = '%s'".formatted(id));
  }

  private String value(String column) throws Exception {
    return BED.value("select %s from starter_tier.resource where id = '%s'".formatted(column, id));
  }

  private void setToken(String sealed) throws Exception {
    BED.sql(
        "update starter_tier.resource set access_token = '%s' where id = '%s'"
            .formatted(sealed, id));
  }
}
