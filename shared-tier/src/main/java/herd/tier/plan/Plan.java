package herd.tier.plan;

import java.util.Optional;

/**
 * What a customer buys.
 *
 * @param name as the marketplace knows it, without the add-on's slug
 * @param bytes how large the database may become
 * @param connections how many sessions the customer may have at once
 * @param rows how many rows the tables may hold together; empty for no limit
 * @param cents a month
 */
public record Plan(
    String name, String humanName, int cents, long bytes, int connections, Optional<Long> rows) {}
