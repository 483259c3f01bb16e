package herd.tier.data;

import herd.tier.data.InfoLines.Line;
import java.util.List;

/** What the customers of one tier find in the data API. Thread-safe. */
public interface Offer {

  /** What every tier has, and no more. */
  Offer COMMON = InfoLines::of;

  /** The lines of {@code pg:info}, and of the page in the dashboard. */
  List<Line> info(Database database);

  /** Routes beside those that every tier has, or instead of one of them. */
  default void mount(Doors doors) {}
}
