package herd.tier.market;

import java.time.Duration;
import java.util.Optional;

/** A call to the marketplace that did not do what it should. The message holds no secret. */
public final class MarketTrouble extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What the caller should do next. */
  public enum Kind {
    /** Ask again at a later beat: 429, 5xx, no connection, no answer in time. */
    RETRY,
    /** The access token is no longer good: renew it, then ask again. */
    UNAUTHORIZED,
    /** Asking again gives the same answer, such as invalid_grant. */
    REFUSED,
    /** The customer removed the add-on meanwhile. */
    GONE
  }

  private final Kind kind;
  private final transient Optional<Duration> retryAfter;

  MarketTrouble(Kind kind, String message, Optional<Duration> retryAfter) {
    super(message);
    this.kind = kind;
    this.retryAfter = retryAfter;
  }

  public Kind kind() {
    return kind;
  }

  /** How long the marketplace asked us to wait, at most an hour. */
  public Optional<Duration> retryAfter() {
    return retryAfter;
  }
}
