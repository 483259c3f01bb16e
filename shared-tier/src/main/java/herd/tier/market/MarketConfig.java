package herd.tier.market;

import herd.service.Secret;
import herd.service.Variables;
import herd.tier.Tier;
import java.net.URI;

/**
 * Where the marketplace is.
 *
 * @param api base URL of its Platform API
 * @param identity base URL of its OAuth host
 * @param clientSecret what proves, when a grant is exchanged, that we are the add-on's provider
 * @param addon the add-on's id, by which the classic contract knows us
 * @param password goes with it
 */
public record MarketConfig(
    URI api, URI identity, Secret clientSecret, String addon, Secret password) {

  public MarketConfig {
    api = withoutSlash(api);
    identity = withoutSlash(identity);
  }

  public static MarketConfig from(Variables variables, Tier tier) {
    URI api = variables.url("HERD_MARKETPLACE_API_URL");
    return new MarketConfig(
        api,
        variables.optionalUrl("HERD_MARKETPLACE_ID_URL").orElse(api),
        variables.secret("HERD_ADDON_CLIENT_SECRET"),
        variables.text("HERD_ADDON_ID", tier.slug()),
        variables.secret("HERD_ADDON_PASSWORD"));
  }

  private static URI withoutSlash(URI base) {
    String text = base.toString();
    return text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : base;
  }
}
