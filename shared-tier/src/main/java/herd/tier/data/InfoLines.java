package herd.tier.data;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import herd.tier.plan.Plan;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The lines of {@code pg:info}, with the names and in the order Heroku's own service gives them to
 * its smallest plans (heroku-cli.md, section 5.1). A line without values is left out by the CLI.
 */
public final class InfoLines {

  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final String WARNED =
      "Over the plan's limit: unless data is deleted, writing will be suspended on ";
  private static final double MB = 1 << 20;
  private static final double GB = 1 << 30;

  /**
   * One line: a name and its values.
   *
   * @param urls the values are databases' URLs; the CLI shows the customer's own names for them
   */
  public record Line(
      String name,
      List<String> values,
      @JsonProperty("resolve_db_name") @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean urls) {

    public Line(String name, List<String> values) {
      this(name, values, false);
    }

    public Line(String name, Optional<String> value) {
      this(name, value.stream().toList());
    }

    public Line(String name, String value) {
      this(name, List.of(value));
    }
  }

  private InfoLines() {}

  public static List<Line> of(Database database) {
    Plan plan = database.plan();
    Facts facts = database.facts();
    List<Line> lines = new ArrayList<>();
    lines.add(new Line("Plan", plan.humanName()));
    lines.add(new Line("Status", database.status()));
    lines.add(
        new Line("Connections", facts.connections().map(now -> now + "/" + plan.connections())));
    lines.add(new Line("PG Version", facts.version()));
    lines.add(new Line("Created", minute(database.createdAt())));
    lines.add(new Line("Data Size", facts.bytes().map(bytes -> size(bytes, plan.bytes()))));
    plan.rows()
        .ifPresent(most -> lines.add(new Line("Rows", facts.rows().map(r -> rows(r, most)))));
    lines.add(new Line("Tables", facts.tables().map(String::valueOf)));
    lines.add(new Line("Fork/Follow", "Unsupported"));
    lines.add(new Line("Rollback", "Unsupported"));
    lines.add(new Line("Continuous Protection", "Off"));
    if (database.limited()) {
      lines.add(
          new Line("Warning", "Over the plan's limit: writing is suspended until data is deleted"));
    } else {
      facts.writingUntil().ifPresent(at -> lines.add(new Line("Warning", WARNED + minute(at))));
    }
    return lines;
  }

  /** Of what its plan allows, as customers read it. */
  public static String size(long bytes, long most) {
    double share = 100.0 * bytes / most;
    return String.format(
        Locale.ROOT,
        "%s/%s (%.2f%%) (%s)",
        amount(bytes),
        amount(most),
        share,
        compliance(bytes, most));
  }

  private static String rows(long rows, long most) {
    return "%d/%d (%s)".formatted(rows, most, compliance(rows, most));
  }

  private static String compliance(long is, long most) {
    return is > most ? "Over limit" : "In compliance";
  }

  /** A moment as customers read it, in UTC. */
  public static String minute(Instant at) {
    return MINUTE.format(at);
  }

  /** An amount of bytes as customers read it. */
  public static String amount(long bytes) {
    return bytes < GB
        ? String.format(Locale.ROOT, "%.1f MB", bytes / MB)
        : String.format(Locale.ROOT, "%.2f GB", bytes / GB);
  }
}
