package herd.tier.pool;

import java.util.Optional;

/**
 * What the pool machine sees.
 *
 * @param shortRegion a region whose room runs low, if there is one
 */
public record PoolSeen(boolean wanted, Optional<String> shortRegion) {}
