package herd.simulator.market;

import herd.simulator.http.Problem;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;

/** Invents names, and judges those that customers choose. */
public final class Names {
  private static final List<String> SHAPES =
      List.of(
          "angular",
          "animate",
          "clear",
          "colorful",
          "concave",
          "contoured",
          "crystalline",
          "cubic",
          "curved",
          "deep",
          "dimensional",
          "encircled",
          "fitted",
          "flat",
          "globular",
          "horizontal",
          "infinite",
          "metric",
          "octagonal",
          "opaque",
          "parallel",
          "perpendicular",
          "polished",
          "pyramid",
          "regular",
          "rigid",
          "round",
          "rugged",
          "shallow",
          "shaped",
          "solid",
          "sinuous",
          "spherical",
          "symmetrical",
          "tapered",
          "transparent",
          "trapezoidal",
          "vertical");
  private static final List<String> PLACES =
      List.of(
          "brook",
          "cliff",
          "cove",
          "dawn",
          "field",
          "forest",
          "harbor",
          "hollow",
          "island",
          "lake",
          "meadow",
          "mesa",
          "plain",
          "ridge",
          "river",
          "savannah",
          "shore",
          "valley");
  private static final List<String> COLORS =
      List.of(
          "AMBER",
          "AQUA",
          "BLACK",
          "BLUE",
          "BRONZE",
          "BROWN",
          "CHARCOAL",
          "COBALT",
          "COPPER",
          "CRIMSON",
          "CYAN",
          "GOLD",
          "GRAY",
          "GREEN",
          "IVORY",
          "JADE",
          "MAROON",
          "MAUVE",
          "NAVY",
          "OLIVE",
          "ONYX",
          "ORANGE",
          "PINK",
          "PUCE",
          "PURPLE",
          "RED",
          "ROSE",
          "SILVER",
          "TEAL",
          "VIOLET",
          "WHITE",
          "YELLOW");

  private Names() {}

  /** {@code postgresql-curved-12345} for the slug {@code heroku-postgresql}. */
  public static String ofAddon(String slug, Predicate<String> free) {
    String service = slug.substring(slug.lastIndexOf('-') + 1);
    return untilFree(() -> service + "-" + any(SHAPES) + "-" + number(5), free);
  }

  /** {@code rugged-river-12345}. */
  public static String ofApp(Predicate<String> free) {
    return untilFree(() -> any(SHAPES) + "-" + any(PLACES) + "-" + number(5), free);
  }

  /** {@code HEROKU_POSTGRESQL_PINK}; with a number behind it once every colour is taken. */
  public static String ofAttachment(String prefix, Predicate<String> free) {
    List<String> left = COLORS.stream().map(color -> prefix + "_" + color).filter(free).toList();
    return left.isEmpty()
        ? untilFree(() -> prefix + "_" + any(COLORS) + "_" + number(3), free)
        : any(left);
  }

  public static String checkedApp(String name) {
    if (!name.matches("[a-z][a-z0-9-]{1,28}[a-z0-9]")) {
      throw Problem.invalid(
          "Name must start with a letter, end with a letter or digit, can only contain lowercase"
              + " letters, digits, and dashes, and must be 3 to 30 characters long.");
    }
    return name;
  }

  public static String checkedAddon(String name) {
    if (!name.matches("[a-z][a-z0-9-]{1,254}[a-z0-9]")) {
      throw Problem.invalid(
          "Name must start with a letter, end with a letter or digit and can only contain"
              + " lowercase letters, digits, and dashes.");
    }
    return name;
  }

  /** Attachments may be written as users like; they are upper case with underscores. */
  public static String checkedAttachment(String name) {
    String upper = name.toUpperCase(Locale.ROOT).replace('-', '_');
    if (!upper.matches("[A-Z][A-Z0-9_]{0,254}")) {
      throw Problem.invalid(
          "Name must start with a letter and can only contain letters, digits and underscores.");
    }
    return upper;
  }

  private interface Inventor {
    String invent();
  }

  private static String untilFree(Inventor inventor, Predicate<String> free) {
    String name = inventor.invent();
    while (!free.test(name)) {
      name = inventor.invent();
    }
    return name;
  }

  private static String any(List<String> words) {
    return words.get(ThreadLocalRandom.current().nextInt(words.size()));
  }

  private static String number(int digits) {
    int bound = (int) Math.pow(10, digits);
    return String.format(
        Locale.ROOT, "%0" + digits + "d", ThreadLocalRandom.current().nextInt(bound));
  }
}
