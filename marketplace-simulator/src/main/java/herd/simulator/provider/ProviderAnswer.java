package herd.simulator.provider;

import java.util.Map;
import java.util.Optional;

/** What the provider said to a provision, a plan change or a deprovision. */
public sealed interface ProviderAnswer {
  /** 200, 201, 204: done. */
  record Done(Optional<Map<String, String>> config, String message) implements ProviderAnswer {}

  /** 202: taken on, to be finished by the provider. */
  record Accepted(String message) implements ProviderAnswer {}

  /** 422: the message is for the customer. */
  record Refused(String message) implements ProviderAnswer {}

  /** 410: it was there once. */
  record Gone(String message) implements ProviderAnswer {}

  /** 404: it was never there. */
  record Unknown() implements ProviderAnswer {}

  /**
   * Anything else.
   *
   * @param reason for the log and the customer; never quotes the answer
   * @param passing whether asking again may help (5xx, time-out, no connection)
   */
  record Failed(String reason, boolean passing) implements ProviderAnswer {}
}
