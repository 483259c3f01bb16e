package herd.controlplane.ring;

import herd.controlplane.Subject;
import java.util.Optional;

/**
 * One member's round as far as it has come: taken, and looked at or failed.
 *
 * @param endedNanos when the look ended, by {@link System#nanoTime}
 */
record Round<A extends Enum<A>, V>(
    Subject subject,
    Visit<A, V> visit,
    Optional<Look> look,
    Optional<Throwable> failure,
    long endedNanos) {}
