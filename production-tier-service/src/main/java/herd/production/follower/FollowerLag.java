package herd.production.follower;

import herd.controlplane.ControlPlane;
import herd.controlplane.ring.Observation;
import java.util.Optional;
import java.util.UUID;

/** How far followers are behind, as last seen. */
public final class FollowerLag {

  private FollowerLag() {}

  /** Bytes of its leader's WAL that a follower had not replayed; empty when that is not known. */
  public static Optional<Long> of(ControlPlane plane, UUID resource) {
    return plane
        .observations()
        .latestFacts(Followers.id(resource))
        .flatMap(Observation::facts)
        .flatMap(FollowerFacts::read)
        .flatMap(FollowerFacts::behindBytes);
  }
}
