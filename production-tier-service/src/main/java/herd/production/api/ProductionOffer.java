package herd.production.api;

import herd.controlplane.ControlPlane;
import herd.production.credential.Credentials;
import herd.service.Sealer;
import herd.tier.Tier;
import herd.tier.data.Database;
import herd.tier.data.Doors;
import herd.tier.data.InfoLines.Line;
import herd.tier.data.Offer;
import herd.tier.market.Market;
import herd.tier.resource.Resources;
import java.util.List;
import java.util.Optional;

/** The data API's table of contents, as far as it is this tier's own. */
public final class ProductionOffer implements Offer {

  private static final String DATABASE = "/client/v11/databases/{id}";

  private final FollowerView followers;
  private final CustomerInfo info;
  private final Addresses addresses;
  private final CredentialRoutes credentials;
  private final SettingRoutes settings;
  private final MaintenanceRoutes maintenances;
  private final UpgradeRoutes upgrades;
  private final PoolingRoutes pooling;

  public ProductionOffer(
      ControlPlane plane,
      Tier tier,
      Resources resources,
      Credentials credentials,
      Sealer sealer,
      Market market) {
    this.followers = new FollowerView(plane, resources);
    this.pooling = new PoolingRoutes(plane, resources, followers, market);
    this.info = new CustomerInfo(plane, tier.plans(), followers, credentials, pooling::words);
    this.maintenances = new MaintenanceRoutes(plane, tier, followers);
    this.upgrades = new UpgradeRoutes(plane, resources, followers);
    this.settings = new SettingRoutes(plane, tier.plans());
    this.credentials = new CredentialRoutes(plane, credentials, followers, sealer);
    this.addresses = new Addresses(plane.dsl());
  }

  @Override
  public List<Line> addresses(Database database) {
    return info.high(database).isPresent() ? addresses.lines(database) : List.of();
  }

  @Override
  public Optional<String> following(Database database) {
    return followers.following(database);
  }

  @Override
  public Optional<String> leader(Database database) {
    return followers.leader(database);
  }

  @Override
  public Optional<String> underWay(Database database) {
    return followers.underWay(database).or(() -> pooling.underWay(database));
  }

  @Override
  public void mount(Doors doors) {
    doors.get(DATABASE + "/addresses", addresses::show);
    doors.put(DATABASE + "/unfollow", followers::unfollow);
    credentials.mount(doors);
    settings.mount(doors);
    maintenances.mount(doors);
    upgrades.mount(doors);
    pooling.mount(doors);
  }

  @Override
  public List<Line> info(Database database) {
    return info.of(database);
  }
}
