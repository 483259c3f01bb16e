package herd.production.maintenance;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Four hours of every week in which planned work may interrupt a database.
 *
 * @param halfHour its start, in half hours since Monday 00:00 UTC, 0 to 335
 */
public record Window(int halfHour) {

  private static final int HALF_HOURS_A_DAY = 48;
  private static final int HALF_HOURS_A_WEEK = 7 * HALF_HOURS_A_DAY;
  static final Duration LENGTH = Duration.ofHours(4);
  private static final Pattern TIME =
      Pattern.compile("(\\d{1,2}):(00|30) ?(AM|PM)?", Pattern.CASE_INSENSITIVE);

  public Window {
    if (halfHour < 0 || halfHour >= HALF_HOURS_A_WEEK) {
      throw new IllegalArgumentException("no half hour of the week: " + halfHour);
    }
  }

  /** Spread over the week, unless the customer chooses. */
  static Window of(UUID resource) {
    return new Window(Math.floorMod(resource.hashCode(), HALF_HOURS_A_WEEK));
  }

  /** As customers type it: {@code Sunday} and {@code 14:30} or {@code 2:30PM}; half hours only. */
  public static Optional<Window> read(String day, String time) {
    Optional<DayOfWeek> weekday =
        Arrays.stream(DayOfWeek.values())
            .filter(one -> one.name().equals(day.strip().toUpperCase(Locale.ROOT)))
            .findFirst();
    Matcher clock = TIME.matcher(time.strip());
    if (weekday.isEmpty() || !clock.matches()) {
      return Optional.empty();
    }
    int hour = Integer.parseInt(clock.group(1));
    String half = Optional.ofNullable(clock.group(3)).orElse("").toUpperCase(Locale.ROOT);
    boolean fits = half.isEmpty() ? hour < 24 : hour >= 1 && hour <= 12;
    int ofDay = half.isEmpty() ? hour : hour % 12 + (half.equals("PM") ? 12 : 0);
    return fits
        ? Optional.of(
            new Window(
                (weekday.get().getValue() - 1) * HALF_HOURS_A_DAY
                    + ofDay * 2
                    + (clock.group(2).equals("30") ? 1 : 0)))
        : Optional.empty();
  }

  /** The next start that is not before a moment. */
  public Instant next(Instant notBefore) {
    ZonedDateTime from = notBefore.atZone(ZoneOffset.UTC);
    ZonedDateTime monday =
        from.truncatedTo(ChronoUnit.DAYS).with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    ZonedDateTime start = monday.plusMinutes(halfHour * 30L);
    return (start.isBefore(from) ? start.plusWeeks(1) : start).toInstant();
  }

  /** As customers read it: {@code Thursdays 22:00 to Fridays 02:00 UTC}. */
  public String text() {
    LocalTime from = LocalTime.MIN.plusMinutes(halfHour % HALF_HOURS_A_DAY * 30L);
    DayOfWeek day = DayOfWeek.of(halfHour / HALF_HOURS_A_DAY + 1);
    LocalTime to = from.plus(LENGTH);
    return to.isAfter(from)
        ? "%s %s to %s UTC".formatted(name(day), from, to)
        : "%s %s to %s %s UTC".formatted(name(day), from, name(day.plus(1)), to);
  }

  private static String name(DayOfWeek day) {
    return day.getDisplayName(TextStyle.FULL, Locale.ENGLISH) + "s";
  }
}
