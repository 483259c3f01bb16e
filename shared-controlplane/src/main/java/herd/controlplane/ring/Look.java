package herd.controlplane.ring;

import java.time.Duration;
import java.util.Optional;

/**
 * What one look came to.
 *
 * @param outcome a word from the closed list of outcomes
 * @param well whether it speaks for the subject being up
 * @param bad whether it speaks for the subject being down (SAFETY 6)
 * @param fresh a new login rather than a kept session
 * @param facts what else was learnt, as a JSON object
 * @param recorded false for a look at our own books, which leaves no observation
 */
public record Look(
    String outcome,
    boolean well,
    boolean bad,
    boolean fresh,
    Duration took,
    Optional<String> facts,
    boolean recorded) {

  /** A look from a place that cannot see just now; it says nothing about the subject. */
  public static final String BLIND = "blind";

  /** For subjects whose state is in our own books: nothing outside was looked at. */
  public static Look atOurBooks() {
    return new Look("ok", true, false, false, Duration.ZERO, Optional.empty(), false);
  }

  boolean isBlind() {
    return outcome.equals(BLIND);
  }

  Look blinded() {
    return new Look(BLIND, false, false, fresh, took, Optional.empty(), recorded);
  }
}
