package herd.benchmarks.look;

import herd.fleet.postgres.Sighting;

/** A way of looking at one Postgres, on behalf of one of many; each keeps a session of its own. */
interface Way {
  Sighting look(String who);
}
