package herd.tier.market;

import java.time.Duration;

/**
 * Access to one add-on's record at the marketplace.
 *
 * @param refreshToken buys the next access token; it stays good
 * @param validFor how long the access token is good, from now
 */
public record Tokens(String accessToken, String refreshToken, Duration validFor) {

  @Override
  public String toString() {
    return "Tokens[secret, validFor=" + validFor + "]";
  }
}
