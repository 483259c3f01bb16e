package herd.tier.market;

import java.util.UUID;

/** An add-on as its customer sees it at the marketplace. */
public record AddonView(UUID id, String name, String app) {}
