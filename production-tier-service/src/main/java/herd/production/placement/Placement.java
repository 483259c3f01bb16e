package herd.production.placement;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * One server of one resource.
 *
 * @param epoch rises with every change, so that a change rests on what was read
 * @param standbyName the name a standby gives to its leader; unique per server and epoch
 * @param since when it last changed, by the control plane's clock
 */
public record Placement(
    UUID resource,
    UUID server,
    Role role,
    int epoch,
    Standing standing,
    Optional<String> standbyName,
    Instant since) {}
