package herd.tier.data;

import herd.tier.data.InfoLines.Line;
import java.util.List;
import java.util.Optional;

/** What the customers of one tier find in the data API. Thread-safe. */
public interface Offer {

  /** What every tier has, and no more. */
  Offer COMMON = InfoLines::of;

  /** The lines of {@code pg:info}, and of the page in the dashboard. */
  List<Line> info(Database database);

  /**
   * URLs for clients that find the leader by themselves, for the page in the dashboard: without the
   * password.
   */
  default List<Line> addresses(Database database) {
    return List.of();
  }

  /** The URL of the database that this one follows. */
  default Optional<String> following(Database database) {
    return Optional.empty();
  }

  /** The name of the database that this one follows: pg:promote tells it. */
  default Optional<String> leader(Database database) {
    return Optional.empty();
  }

  /**
   * What its customer has asked for and is still under way, in a few words: pg:wait waits for it.
   */
  default Optional<String> underWay(Database database) {
    return Optional.empty();
  }

  /** Routes beside those that every tier has, or instead of one of them. */
  default void mount(Doors doors) {}
}
