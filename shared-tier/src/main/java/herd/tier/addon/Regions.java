package herd.tier.addon;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The regions we serve. The marketplace says {@code amazon-web-services::us-east-1} where its users
 * say {@code us} (addon-provider.md, section 2).
 */
public record Regions(List<String> names) {

  private static final String CLOUD = "amazon-web-services::";
  private static final Map<String, List<String>> SPELLINGS =
      Map.of(
          "us-east-1", List.of("us", "virginia"),
          "us-west-1", List.of("california"),
          "us-west-2", List.of("oregon"),
          "eu-west-1", List.of("eu", "dublin"),
          "eu-central-1", List.of("frankfurt"),
          "ap-southeast-1", List.of("singapore"),
          "ap-southeast-2", List.of("sydney"),
          "ap-northeast-1", List.of("tokyo"));

  public Regions {
    names = List.copyOf(names);
    if (names.isEmpty()) {
      throw new IllegalArgumentException("at least one region must be served");
    }
  }

  /** Our name of the region, if we serve it. */
  public Optional<String> find(String given) {
    String bare = given.startsWith(CLOUD) ? given.substring(CLOUD.length()) : given;
    return names.contains(bare)
        ? Optional.of(bare)
        : SPELLINGS.getOrDefault(bare, List.of()).stream().filter(names::contains).findFirst();
  }

  /** Where a database goes when nobody said where. */
  public String usual() {
    return names.getFirst();
  }
}
