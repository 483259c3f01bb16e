package herd.production.setting;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One setting that a customer may choose (heroku-cli.md, section 8).
 *
 * @param key as the CLI says it
 * @param initial what it is unless chosen, as text
 * @param values the choices and what each means; empty for flags and numbers
 */
public record CustomerSetting(
    String key, Kind kind, String initial, String description, Map<String, String> values) {

  /** What a value may be. */
  public enum Kind {
    FLAG,
    /** A whole number of milliseconds; -1 is off. */
    MILLISECONDS,
    CHOICE
  }

  /** Loads auto_explain into every new session; it needs no restart. */
  static final String AUTO_EXPLAIN = "auto_explain";

  /** There is nothing of that kind here: it is shown, and stays as it is. */
  public static final String DATA_CONNECTOR = "data_connector_details_logs";

  public static final List<CustomerSetting> ALL =
      List.of(
          flag("log_lock_waits", "Log when a session waits longer than a second for a lock."),
          flag("log_connections", "Log every login and its end."),
          milliseconds("log_min_duration_statement", "Log statements that took so long."),
          choice(
              "log_statement",
              "none",
              "Log statements of these kinds.",
              "none",
              "No statements are logged.",
              "ddl",
              "Statements that define data are logged, such as CREATE, ALTER and DROP.",
              "mod",
              "Statements that define or change data are logged.",
              "all",
              "All statements are logged."),
          choice(
              "log_min_error_statement",
              "error",
              "Log statements that end in a message of this weight.",
              "error",
              "Statements that cause an error are logged.",
              "log",
              "Statements that cause an error, a log message or worse are logged.",
              "fatal",
              "Statements that end their session are logged.",
              "panic",
              "Statements that end the server are logged."),
          choice(
              "track_functions",
              "none",
              "Count calls of functions, and the time they take.",
              "none",
              "No functions are tracked.",
              "pl",
              "Functions in procedural languages are tracked.",
              "all",
              "All functions are tracked, those in SQL and C too."),
          flag(DATA_CONNECTOR, "Log details of data connectors."),
          flag(AUTO_EXPLAIN, "Log the plans of slow statements, in new sessions."),
          flag(AUTO_EXPLAIN + ".log_analyze", "With the times and rows of each step."),
          flag(AUTO_EXPLAIN + ".log_buffers", "With the buffers used."),
          flag(AUTO_EXPLAIN + ".log_nested_statements", "Of statements within functions, too."),
          flag(AUTO_EXPLAIN + ".log_triggers", "With the times of triggers."),
          flag(AUTO_EXPLAIN + ".log_verbose", "With every detail."),
          choice(
              AUTO_EXPLAIN + ".log_format",
              "text",
              "How a plan is written.",
              "text",
              "As text.",
              "json",
              "As JSON.",
              "yaml",
              "As YAML.",
              "xml",
              "As XML."),
          milliseconds(AUTO_EXPLAIN + ".log_min_duration", "Of statements that took so long."));

  public static Optional<CustomerSetting> of(String key) {
    return ALL.stream().filter(one -> one.key().equals(key)).findFirst();
  }

  private static CustomerSetting flag(String key, String description) {
    return new CustomerSetting(key, Kind.FLAG, "false", description, Map.of());
  }

  private static CustomerSetting milliseconds(String key, String description) {
    return new CustomerSetting(key, Kind.MILLISECONDS, "-1", description, Map.of());
  }

  private static CustomerSetting choice(
      String key, String initial, String description, String... valuesAndMeanings) {
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < valuesAndMeanings.length; i += 2) {
      values.put(valuesAndMeanings[i], valuesAndMeanings[i + 1]);
    }
    return new CustomerSetting(key, Kind.CHOICE, initial, description, values);
  }

  /** A value as it is stored; empty when it may not be this. */
  public Optional<String> read(JsonNode given) {
    boolean fits =
        switch (kind) {
          case FLAG -> given.isBoolean();
          case MILLISECONDS ->
              given.isIntegralNumber() && given.canConvertToInt() && given.intValue() >= -1;
          case CHOICE -> given.isTextual() && values.containsKey(given.textValue());
        };
    return fits ? Optional.of(given.asText()) : Optional.empty();
  }

  /** A stored value as the CLI wants it. */
  public Object shown(String stored) {
    return switch (kind) {
      case FLAG -> Boolean.valueOf(stored);
      case MILLISECONDS -> Integer.valueOf(stored);
      case CHOICE -> stored;
    };
  }

  /** Adds what Postgres is to be told. */
  void into(Map<String, String> settings, String stored) {
    if (key.equals(AUTO_EXPLAIN)) {
      settings.put("session_preload_libraries", stored.equals("true") ? AUTO_EXPLAIN : "");
    } else if (!key.equals(DATA_CONNECTOR)) {
      settings.put(key, stored);
    }
  }
}
