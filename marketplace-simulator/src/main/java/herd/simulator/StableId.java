package herd.simulator;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Ids for what is configured rather than made: the same for the same words in every run. */
public final class StableId {
  private StableId() {}

  public static UUID of(String kind, String name) {
    return UUID.nameUUIDFromBytes((kind + ":" + name).getBytes(StandardCharsets.UTF_8));
  }
}
