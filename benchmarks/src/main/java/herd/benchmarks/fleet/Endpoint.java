package herd.benchmarks.fleet;

import herd.benchmarks.Sights;
import herd.controlplane.Subject;
import herd.controlplane.ring.Act;
import herd.controlplane.ring.Look;
import herd.controlplane.ring.Observation;
import herd.controlplane.ring.Visit;
import herd.fleet.Vantage;
import herd.fleet.postgres.KeptSessions;
import herd.fleet.postgres.PostgresTarget;
import herd.fleet.postgres.Query;
import herd.fleet.postgres.Secret;
import herd.fleet.postgres.Sighting;
import herd.fleet.postgres.TlsTrust;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * One round of one endpoint, whose name is its address: by its kept session, and by a fresh login
 * every tenth minute, each endpoint in a minute of its own.
 */
record Endpoint(Subject subject, Eye eye) implements Visit<EndpointRing.Deed, EndpointRing.Seen> {

  /** The most a look may take, as the product's rings have it. */
  private static final Duration LIMIT = Duration.ofSeconds(4);

  private static final int FRESH_EVERY_MINUTES = 10;

  /** What a worker process looks with, and what all endpoints of the stand-in share. */
  record Eye(
      KeptSessions<UUID> sessions, Vantage vantage, int port, Secret secret, String certificate) {}

  @Override
  public Look look() {
    var wanted =
        herd.fleet.postgres.Look.of(
            new PostgresTarget(
                subject.name(),
                eye.port(),
                "monitor",
                eye.secret(),
                TlsTrust.certificate(eye.certificate())),
            "postgres",
            List.of(Query.of("select 1")),
            LIMIT);
    Sighting seen =
        isFreshMinute()
            ? eye.sessions().fresh(subject.id(), eye.vantage(), wanted)
            : eye.sessions().look(subject.id(), eye.vantage(), wanted);
    return Sights.look(seen);
  }

  private boolean isFreshMinute() {
    long minute = System.currentTimeMillis() / Duration.ofMinutes(1).toMillis();
    return Math.floorMod(minute + subject.id().hashCode(), FRESH_EVERY_MINUTES) == 0;
  }

  @Override
  public EndpointRing.Seen seen(Look look, List<Observation> recalled, Instant now) {
    return new EndpointRing.Seen(look.well(), look.outcome());
  }

  @Override
  public Act act(EndpointRing.Deed name) {
    throw new IllegalStateException("nothing is asked for");
  }
}
