package herd.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import herd.service.http.HttpCalls;
import io.javalin.Javalin;
import java.net.http.HttpResponse;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The document and the service say the same, both ways round. */
class OpenApiTest {

  private static final Set<String> EVERY_SERVICE_HAS = Set.of("get /health", "get /metrics");

  private final Rig rig = Rig.rig();

  private JsonNode document() throws Exception {
    return Rig.json(Rig.send(Rig.to(rig.admin, "/openapi.json")));
  }

  @Test
  void everyRouteIsInTheDocumentAndTheOtherWayRound() throws Exception {
    Set<String> documented = new TreeSet<>();
    for (Map.Entry<String, JsonNode> path : document().get("paths").properties()) {
      path.getValue()
          .fieldNames()
          .forEachRemaining(method -> documented.add(method + " " + path.getKey()));
    }
    Set<String> served = new TreeSet<>(EVERY_SERVICE_HAS);
    try (HttpCalls calls = new HttpCalls()) {
      Javalin javalin = Javalin.create(Admin.routes(rig.config(Map.of()), rig.starter, calls));
      javalin.unsafe.internalRouter.allHttpHandlers().stream()
          .map(parsed -> parsed.endpoint)
          .filter(endpoint -> endpoint.method.isHttpMethod())
          .forEach(e -> served.add(e.method.name().toLowerCase(Locale.ROOT) + " " + e.path));
    }
    assertThat(documented).isEqualTo(served);
  }

  @Test
  void everyReferenceInTheDocumentLeadsSomewhere() throws Exception {
    JsonNode document = document();
    assertThat(document.findValuesAsText("$ref")).isNotEmpty();
    for (String reference : document.findValuesAsText("$ref")) {
      assertThat(document.at(reference.substring(1)).isObject()).as(reference).isTrue();
    }
  }

  @Test
  void everyAnswerIsAsTheDocumentSays() throws Exception {
    UUID id = rig.subject("server", "documented");
    UUID incident = rig.incident("postgres_down", id);
    rig.subject("vantage", "zone-a");
    rig.looked(id, OffsetDateTime.now(ZoneOffset.UTC), "ok", "zone-a");
    rig.moved(id, "AVAILABLE", "UNCERTAIN", "refused");
    rig.acted(id, "START", true);
    rig.paged(id, incident);
    rig.leased(id, OffsetDateTime.now(ZoneOffset.UTC));
    for (String list :
        List.of(
            "subjects",
            "servers",
            "resources",
            "vantages",
            "transitions",
            "acts",
            "incidents",
            "notices",
            "leases")) {
      assertAsDocumented("get", "/v1/" + list, rig.get("/v1/" + list));
    }
    for (String of : List.of("", "/observations", "/transitions", "/acts")) {
      assertAsDocumented("get", "/v1/subjects/{id}" + of, rig.get("/v1/subjects/" + id + of));
    }
    assertAsDocumented("get", "/v1/incidents/{id}", rig.get("/v1/incidents/" + incident));
    assertAsDocumented("get", "/v1/fleet", rig.get("/v1/fleet"));
    assertAsDocumented("get", "/health", rig.get("/health"));
  }

  @Test
  void everyActionAnswersAsTheDocumentSays() throws Exception {
    UUID id = rig.subject("server", "asked");
    UUID incident = rig.incident("postgres_down", id);
    String why = "{\"reason\":\"it swaps\",\"minutes\":3}";
    for (String action :
        List.of(
            "/v1/servers/{id}/restart", "/v1/subjects/{id}/hold", "/v1/subjects/{id}/release")) {
      assertAsDocumented("post", action, rig.post(action.replace("{id}", id.toString()), why));
    }
    for (String action : List.of("/v1/incidents/{id}/acknowledge", "/v1/incidents/{id}/retry")) {
      assertAsDocumented(
          "post", action, rig.post(action.replace("{id}", incident.toString()), why));
    }
  }

  @Test
  void refusalsAreAsTheDocumentSays() throws Exception {
    UUID nobody = UUID.randomUUID();
    assertAsDocumented("get", "/v1/incidents/{id}", rig.get("/v1/incidents/" + nobody));
    assertAsDocumented("get", "/v1/acts", rig.get("/v1/acts?limit=x"));
    assertAsDocumented("get", "/v1/fleet", Rig.send(Rig.to(rig.admin, "/v1/fleet")));
    String restart = "/v1/servers/{id}/restart";
    assertAsDocumented("post", restart, rig.post(restart.replace("{id}", nobody.toString()), "{}"));
  }

  private void assertAsDocumented(String method, String path, HttpResponse<String> answer)
      throws Exception {
    String what = method + " " + path + ": " + answer.statusCode() + " " + answer.body();
    JsonNode document = document();
    JsonNode responses = document.get("paths").get(path).get(method).get("responses");
    JsonNode schema =
        responses.path("" + answer.statusCode()).at("/content/application~1json/schema");
    assertThat(schema.isObject()).as(what).isTrue();
    ObjectNode rooted = schema.deepCopy();
    rooted.set("components", document.get("components"));
    var validator = JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(rooted);
    assertThat(validator.validate(Rig.json(answer))).as(what).isEmpty();
  }
}
