package herd.tier.pool;

import java.time.Duration;
import java.util.Optional;

/**
 * What the pool machine sees.
 *
 * @param shortRegion a region whose room runs low, if there is one
 * @param somebodyWaits for a database, whom the making of a server would slow down
 */
public record PoolSeen(
    boolean wanted, Optional<String> shortRegion, boolean somebodyWaits, Duration inState) {}
