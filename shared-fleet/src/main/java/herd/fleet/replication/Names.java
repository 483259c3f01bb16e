package herd.fleet.replication;

import java.util.regex.Pattern;

/** The names of slots and standbys, which Postgres would cut at 63 letters without a word. */
final class Names {
  private static final Pattern SLOT = Pattern.compile("[a-z0-9_]{1,63}");
  private static final Pattern STANDBY = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");

  private Names() {}

  static String slot(String name) {
    return checked(SLOT, "slot", name);
  }

  static String standby(String name) {
    return checked(STANDBY, "standby", name);
  }

  private static String checked(Pattern pattern, String what, String name) {
    if (!pattern.matcher(name).matches()) {
      throw new IllegalArgumentException("not the name of a %s: %s".formatted(what, name));
    }
    return name;
  }
}
