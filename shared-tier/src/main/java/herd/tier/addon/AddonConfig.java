package herd.tier.addon;

import herd.service.Secret;
import herd.service.Variables;
import herd.tier.Tier;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * What the marketplace and we agreed on in the add-on's manifest (addon-provider.md, section 1).
 *
 * @param id the slug, which is also the user of the marketplace's calls to us
 * @param password the password of those calls
 * @param ssoSalt the shared secret of single sign-on
 * @param classicWait HERD_CLASSIC_WAIT: how long a request of the classic contract may wait for its
 *     database before it is called back instead
 */
public record AddonConfig(
    String id, Secret password, Secret ssoSalt, Regions regions, Duration classicWait) {

  /** The platform gives up after 25 s. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(22);

  public static AddonConfig from(Variables variables, Tier tier) {
    List<String> regions = variables.list("HERD_REGIONS");
    return new AddonConfig(
        variables.text("HERD_ADDON_ID", tier.slug()),
        variables.secret("HERD_ADDON_PASSWORD"),
        variables.secret("HERD_ADDON_SSO_SALT"),
        new Regions(regions.isEmpty() ? List.of("us", "eu") : regions),
        classicWait(variables));
  }

  private static Duration classicWait(Variables variables) {
    Duration wait = variables.duration("HERD_CLASSIC_WAIT", Duration.ofSeconds(20));
    if (wait.compareTo(LONGEST_WAIT) > 0) {
      variables.wrong("HERD_CLASSIC_WAIT", "set it to 22s at the most");
    }
    return wait;
  }

  /** The one config var we send; the platform may show it to an app under another name. */
  public String urlVar() {
    return id.toUpperCase(Locale.ROOT).replace('-', '_') + "_URL";
  }
}
