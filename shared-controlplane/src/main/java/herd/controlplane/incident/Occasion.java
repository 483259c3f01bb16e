package herd.controlplane.incident;

import java.util.Optional;

/**
 * What an incident type is judged by.
 *
 * @param state the subject's state after this round
 * @param overdue the incident named by the state's bound, when the subject has been in it too long
 * @param stumbles rounds in a row that threw
 * @param seen what the think block saw; empty when the round threw or was blind
 */
public record Occasion<V>(String state, Optional<String> overdue, int stumbles, Optional<V> seen) {}
