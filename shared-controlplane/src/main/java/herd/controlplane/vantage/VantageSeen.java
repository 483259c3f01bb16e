package herd.controlplane.vantage;

import java.time.Duration;
import java.util.Optional;

/**
 * What a vantage's think block sees.
 *
 * @param trouble why a reference could not be seen just now
 * @param troubleBefore an earlier look, recalled as far back as the state asks, was not well
 * @param brake the blast brake's evidence, when there is enough of it
 * @param wellBefore how many earlier looks were well, recalled as far back as the state asks
 * @param seeingFor how long it has been SEEING; nothing while it is blind
 */
public record VantageSeen(
    boolean wanted,
    Optional<String> trouble,
    boolean troubleBefore,
    Optional<String> brake,
    int wellBefore,
    Duration seeingFor) {}
