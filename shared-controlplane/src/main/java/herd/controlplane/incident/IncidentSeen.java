package herd.controlplane.incident;

import java.time.Duration;
import java.util.Optional;

/**
 * What the incident machine sees of one incident.
 *
 * @param cleared its condition is gone
 * @param hiddenBy an open incident that explains this one and is still being worked on
 * @param attempts how many its type knows
 * @param begun how many were begun
 * @param endedHere the latest attempt ended since the incident came to its present state
 * @param sinceEnd how long ago the latest attempt ended; empty while none has, or one runs
 * @param patience how long that attempt's effect is waited for
 * @param ticketWritten an attempt has written to the customer, it is not delivered yet, and does
 *     not rest after a delivery that failed
 * @param ticketDue the customer should be told that nothing helped and has not been; nor does that
 *     rest
 * @param pageDue no operator has been called, neither for this nor for what explains it; nor does
 *     that rest
 * @param retry an operator asked for all attempts once more
 */
public record IncidentSeen(
    boolean cleared,
    Optional<String> hiddenBy,
    int attempts,
    int begun,
    boolean endedHere,
    Optional<Duration> sinceEnd,
    Duration patience,
    boolean ticketWritten,
    boolean ticketDue,
    boolean pageDue,
    boolean retry) {}
