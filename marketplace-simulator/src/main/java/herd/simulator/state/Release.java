package herd.simulator.state;

import java.time.Instant;
import java.util.UUID;

/** A change of an app that restarted it. */
public record Release(UUID id, int version, String description, String by, Instant at) {}
