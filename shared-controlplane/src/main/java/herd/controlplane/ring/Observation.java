package herd.controlplane.ring;

import java.time.Instant;
import java.util.Optional;

/** A look that was recorded: append-only. {@code at} is when it ended, by the control plane. */
public record Observation(
    Instant at,
    String outcome,
    boolean well,
    boolean fresh,
    String vantage,
    String worker,
    Optional<String> facts) {}
