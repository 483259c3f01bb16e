package herd.tier.addon;

import herd.service.http.ApiError;
import herd.tier.Tier;
import herd.tier.plan.Plan;
import java.util.Comparator;
import java.util.regex.Pattern;

/** Finds the plan and the region somebody asked for, or says what there is instead. */
final class Choices {

  /** Anything else is not repeated to the customer. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9:._-]{1,64}");

  private final Tier tier;
  private final Regions regions;

  Choices(Tier tier, Regions regions) {
    this.tier = tier;
    this.regions = regions;
  }

  /** The plan {@code test}, which the marketplace's test tool asks for, is the smallest we have. */
  Plan plan(String name) {
    if (name.equals("test")) {
      return smallest();
    }
    return tier.plans()
        .find(name)
        .orElseThrow(() ->
            ApiError.invalid(
                "%s is not available here; there are %s. %s"
                    .formatted(
                        shown("plan", name),
                        String.join(", ", tier.plans().names()),
                        tier.advice())));
  }

  String region(String given) {
    return regions
        .find(given)
        .orElseThrow(() ->
            ApiError.invalid(
                "%s is not available; there are %s."
                    .formatted(shown("region", given), String.join(", ", regions.names()))));
  }

  private Plan smallest() {
    return tier.plans().names().stream()
        .map(tier.plans()::get)
        .min(Comparator.comparingLong(Plan::bytes).thenComparingInt(Plan::cents))
        .orElseThrow(() -> new IllegalStateException("a tier without plans"));
  }

  private static String shown(String what, String given) {
    return PLAIN.matcher(given).matches() ? "The " + what + " " + given : "This " + what;
  }
}
