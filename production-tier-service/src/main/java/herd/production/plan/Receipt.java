package herd.production.plan;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The least proof that an old leader acknowledges no more, before another may lead (SAFETY 9). */
public enum Receipt {
  /**
   * Its qualified synchronous standby hears it no more: covers commits that wait for the standby.
   */
  @JsonProperty("mute")
  MUTE,
  /** No process of it is left, and nothing starts it. */
  @JsonProperty("stopped")
  STOPPED
}
