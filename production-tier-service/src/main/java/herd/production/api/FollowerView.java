package herd.production.api;

import herd.controlplane.ControlPlane;
import herd.production.follower.FollowerLag;
import herd.production.follower.Followers;
import herd.production.follower.Following;
import herd.service.http.ApiError;
import herd.tier.data.Database;
import herd.tier.data.InfoLines;
import herd.tier.data.InfoLines.Line;
import herd.tier.generated.tables.records.ResourceRecord;
import herd.tier.resource.Resources;
import herd.tier.resource.Resources.Endpoint;
import io.javalin.http.Context;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Who follows whom, as the customer sees and ends it. */
record FollowerView(ControlPlane plane, Resources resources) {

  boolean follows(Database database) {
    return Followers.of(plane.dsl(), database.id()).isPresent();
  }

  /** For what is its leader's affair as long as it follows. */
  void refuseFollower(Database database, String what) {
    if (follows(database)) {
      throw ApiError.invalid("A follower has its leader's %s: ask there.".formatted(what));
    }
  }

  Optional<String> following(Database database) {
    return Followers.of(plane.dsl(), database.id()).map(Following::leader).flatMap(this::url);
  }

  /** The name of its leader's add-on. */
  Optional<String> leader(Database database) {
    return Followers.of(plane.dsl(), database.id())
        .flatMap(following -> resources.find(following.leader()))
        .map(ResourceRecord::getName);
  }

  Optional<String> underWay(Database database) {
    return Followers.of(plane.dsl(), database.id())
        .filter(Following::unfollowAsked)
        .map(_ -> "leaving its leader");
  }

  List<Line> lines(Database database) {
    List<String> followers =
        Followers.ofLeader(plane.dsl(), database.id()).stream()
            .flatMap(id -> url(id).stream())
            .toList();
    return List.of(
        new Line("Following", following(database).stream().toList(), true),
        new Line(
            "Behind By",
            follows(database)
                ? FollowerLag.of(plane, database.id()).map(InfoLines::amount)
                : Optional.empty()),
        new Line("Followers", followers, true));
  }

  private Optional<String> url(UUID resource) {
    return resources.find(resource).flatMap(resources::endpoint).map(Endpoint::url);
  }

  /** {@code PUT …/unfollow}: it stands alone in a moment; until then it only reads. */
  void unfollow(Context ctx, Database database) {
    if (!database.up()) {
      throw ApiError.invalid("The follower is still preparing; please wait until it is available.");
    }
    if (!Followers.askUnfollow(plane, database.id())) {
      throw ApiError.invalid("This database follows no other.");
    }
    ctx.status(202).json(Map.of("message", "It follows no other database in a moment."));
  }
}
