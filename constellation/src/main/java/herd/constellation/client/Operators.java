package herd.constellation.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The operators' API, with the few fields that are read here. Thread-safe. */
public final class Operators {
  private final Api api;

  /** By the variables of {@code DIR/env}. */
  public Operators(Map<String, String> env) {
    this.api =
        new Api(
            env.getOrDefault("HERD_ADMIN_URL", ""), env.getOrDefault("HERD_OPERATOR_TOKEN", ""));
  }

  /** A server, a database or anything else that is looked at. */
  public record Subject(
      String id, String kind, String name, String state, Optional<String> partOf, int incidents) {
    static Subject of(JsonNode json) {
      return new Subject(
          json.path("id").asText(),
          json.path("kind").asText(),
          json.path("name").asText(),
          json.path("state").asText(),
          Optional.ofNullable(json.path("part_of").textValue()),
          json.path("troubles").size());
    }
  }

  /** By id or name. */
  public Optional<Subject> find(String idOrName) {
    if (idOrName.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")) {
      try {
        return Optional.of(Subject.of(api.get("/v1/subjects/" + idOrName)));
      } catch (Refused e) {
        if (e.status() == 404) {
          return Optional.empty();
        }
        throw e;
      }
    }
    String name = URLEncoder.encode(idOrName, StandardCharsets.UTF_8);
    return list("/v1/subjects?living=true&name=" + name).stream().findFirst().map(Subject::of);
  }

  public List<Subject> living(String kind) {
    return list("/v1/subjects?living=true&kind=" + kind).stream().map(Subject::of).toList();
  }

  /** The ids of a subject's incidents, the newest first. */
  public List<String> incidentsOf(String subject) {
    return list("/v1/incidents?subject_id=" + subject).stream()
        .map(incident -> incident.path("id").asText())
        .toList();
  }

  /** With what it is about, and its trail. */
  public JsonNode incident(String id) {
    return api.get("/v1/incidents/" + id);
  }

  public int openIncidentsOf(String subject) {
    return list("/v1/incidents?open=true&subject_id=" + subject).size();
  }

  /** How many leases stand. */
  public int leases() {
    return list("/v1/leases").size();
  }

  private List<JsonNode> list(String path) {
    List<JsonNode> items = new ArrayList<>();
    api.get(path).path("items").forEach(items::add);
    return items;
  }
}
