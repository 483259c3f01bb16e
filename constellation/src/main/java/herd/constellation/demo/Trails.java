package herd.constellation.demo;

import com.fasterxml.jackson.databind.JsonNode;
import herd.constellation.client.Operators;
import herd.constellation.client.Operators.Subject;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The incidents of a database and its server since a moment, as lines: each entry once, of
 * observations only those whose outcome is news.
 */
final class Trails {
  private static final Set<String> STATES =
      Set.of("resolving", "waiting", "resolved", "needs_human");

  private final Operators operators;
  private final Subject resource;
  private final String server;
  private final Set<String> told = new HashSet<>();
  private final Map<String, String> lastOutcome = new HashMap<>();
  private Instant since = Instant.EPOCH;

  Trails(Operators operators, Subject resource, String server) {
    this.operators = operators;
    this.resource = resource;
    this.server = server;
  }

  void since(Instant moment) {
    since = moment;
  }

  /** Both are available again, and there was at least one incident, and none is open. */
  boolean areOver() {
    return !told.isEmpty()
        && well(resource.id())
        && well(server)
        && incidents().stream().allMatch(one -> one.hasNonNull("resolved_at"));
  }

  /** What happened since the last call, in order. */
  List<String> fresh() {
    Map<Instant, List<String>> lines = new TreeMap<>();
    for (JsonNode incident : incidents()) {
      for (JsonNode entry : incident.path("trail")) {
        if (saysTheSameAsATransition(entry)) {
          continue;
        }
        Instant at = OffsetDateTime.parse(entry.path("at").asText()).toInstant();
        String about = about(incident, entry);
        boolean first = told.add(at + about);
        if (first && !at.isBefore(since)) {
          lines.computeIfAbsent(at, _ -> new ArrayList<>()).add(about);
        }
      }
    }
    List<String> stamped = new ArrayList<>();
    lines.forEach((at, all) ->
        all.stream()
            .filter(this::isNews)
            .forEach(line -> stamped.add(Clock.stamp(since, at) + line)));
    return stamped;
  }

  /** An observation like the last one from there is no news. */
  private boolean isNews(String line) {
    int colon = line.indexOf(": ");
    return !line.contains(" looks at ")
        || !line.equals(
            Optional.ofNullable(lastOutcome.put(line.substring(0, colon), line)).orElse(""));
  }

  /** An incident's machine leaves an event for each of its states, beside the transition. */
  private static boolean saysTheSameAsATransition(JsonNode entry) {
    return entry.path("source").asText().equals("event")
        && STATES.contains(entry.path("what").asText());
  }

  private static String about(JsonNode incident, JsonNode entry) {
    String type = "incident " + incident.path("type").asText();
    boolean ofIncident = entry.path("subject_id").asText().equals(incident.path("id").asText());
    String name = ofIncident ? type : incident.path("subject").path("name").asText();
    String what = entry.path("what").asText();
    String detail = entry.path("detail").asText();
    return switch (entry.path("source").asText()) {
      case "observation" ->
          "%s looks at %s: %s".formatted(entry.path("vantage").asText(), name, what);
      case "transition" -> "%s: %s (%s)".formatted(name, what, detail);
      case "act" -> "%s: act %s (%s)".formatted(name, what, detail);
      default -> "%s: %s%s".formatted(type, what, detail.isBlank() ? "" : " (" + detail + ")");
    };
  }

  private boolean well(String subject) {
    return operators
        .find(subject)
        .filter(seen -> seen.state().equals("AVAILABLE") && seen.incidents() == 0)
        .isPresent();
  }

  private List<JsonNode> incidents() {
    List<JsonNode> all = new ArrayList<>();
    for (String subject : List.of(server, resource.id())) {
      for (String id : operators.incidentsOf(subject)) {
        JsonNode incident = operators.incident(id);
        boolean old =
            incident.hasNonNull("resolved_at")
                && OffsetDateTime.parse(incident.path("resolved_at").asText())
                    .toInstant()
                    .isBefore(since);
        if (!old) {
          all.add(incident);
        }
      }
    }
    return all;
  }
}
