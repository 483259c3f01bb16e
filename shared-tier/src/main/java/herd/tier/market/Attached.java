package herd.tier.market;

import com.fasterxml.jackson.databind.JsonNode;

/** What came of showing an add-on to an app. */
public sealed interface Attached {

  /**
   * @param attachment as the marketplace describes it
   */
  record Made(JsonNode attachment) implements Attached {}

  /**
   * @param why in the marketplace's words, for the customer
   */
  record Refused(String why) implements Attached {}
}
