package herd.controlplane.keeper;

import java.time.Duration;
import java.util.Optional;

/**
 * What a keeper sees.
 *
 * @param late what is said about lanes with late members
 * @param daysAhead how many days after today have their partition, without a gap; -1 when even
 *     today's is missing
 * @param agreeable why the end of a restore's observing can come nearer now
 * @param unread what is said of servers whose fences are unread long after a restore
 * @param sinceRetention how long ago all old rows had been seen to
 */
public record KeeperSeen(
    boolean wanted,
    Optional<String> late,
    int daysAhead,
    Optional<String> agreeable,
    Optional<String> unread,
    Duration sinceRetention) {}
