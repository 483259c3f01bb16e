package herd.benchmarks.campaign;

import herd.benchmarks.stage.Cast;
import herd.starter.Main;
import java.util.Map;

/** The campaign plays with the starter tier. */
final class Casting {

  /** Survives kill -9 of Postgres all the same: only the machine's own crash would lose it. */
  private static final Map<String, String> QUICK =
      Map.of("fsync", "off", "full_page_writes", "off", "max_wal_size", "256MB");

  static final Cast STARTER =
      new Cast(Main.DEFINITION, Main.class, "HERD_STARTER_PORT", QUICK, Map.of());

  private Casting() {}
}
