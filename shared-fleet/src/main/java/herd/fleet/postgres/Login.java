package herd.fleet.postgres;

import herd.fleet.Vantage;
import java.time.Duration;
import java.util.List;

/**
 * A look by a new login: connect, TLS, SCRAM, queries, good-bye. It never throws for what the
 * server does; the outcome says it. Interrupting the caller ends it as BLIND and releases
 * everything.
 */
public final class Login {

  private Login() {}

  /** One look that keeps nothing open. */
  public static Sighting fresh(Vantage vantage, Look look) {
    return new Session(vantage, look, null).login();
  }

  /** The same, spelled out. */
  public static Sighting fresh(
      Vantage vantage,
      PostgresTarget target,
      String database,
      List<Query> queries,
      Duration limit) {
    return fresh(vantage, Look.of(target, database, queries, limit));
  }
}
