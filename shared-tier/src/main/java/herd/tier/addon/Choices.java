package herd.tier.addon;

import herd.service.http.ApiError;
import herd.tier.Tier;
import herd.tier.plan.Plan;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Finds the plan, the region and the version somebody asked for, or says what there is instead. */
final class Choices {

  /** Anything else is not repeated to the customer. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9:._-]{1,64}");

  private final Tier tier;
  private final Regions regions;
  private final List<Integer> versions;

  /**
   * @param versions of Postgres, the major numbers; empty when there is no choice
   */
  Choices(Tier tier, Regions regions, List<Integer> versions) {
    this.tier = tier;
    this.regions = regions;
    this.versions = versions;
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

  /**
   * The version of Postgres somebody asked for (option {@code version}): its major number.
   *
   * @throws ApiError 422 that says what there is
   */
  int version(String given) {
    if (versions.isEmpty()) {
      throw ApiError.invalid("The PostgreSQL version cannot be chosen for this plan.");
    }
    return versions.stream()
        .filter(version -> given.equals(version.toString()))
        .findFirst()
        .orElseThrow(() ->
            ApiError.invalid(
                "That PostgreSQL version is not available here; there are %s."
                    .formatted(
                        versions.stream().map(String::valueOf).collect(Collectors.joining(", ")))));
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
