package herd.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What operators can read, of rows an owner wrote into the real schema. */
class ReadsTest {

  private final OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC);

  private final Rig rig = Rig.rig();

  @Test
  void theFleetIsCountedByOwnerKindAndState() throws Exception {
    rig.incident("disk_nearly_full", rig.subject("server", "fleet-server"));
    JsonNode fleet = rig.json("/v1/fleet");
    assertThat(fleet.at("/generation/number").asInt()).isEqualTo(1);
    JsonNode servers = find(fleet.get("subjects"), "kind", "server", "owner", "starter-tier");
    assertThat(servers.get("count").asInt()).isPositive();
    assertThat(servers.get("troubled").asInt()).isPositive();
    JsonNode incidents = find(fleet.get("open_incidents"), "type", "disk_nearly_full");
    assertThat(incidents.get("count").asInt()).isPositive();
    JsonNode ring = find(fleet.get("ring_ages"), "kind", "server");
    assertThat(ring.get("worst_age_seconds").asDouble()).isNotNegative();
  }

  @Test
  void aListIsReadPartByPartWithoutGapsOrRepeats() throws Exception {
    String mark = UUID.randomUUID().toString();
    for (int i = 0; i < 7; i++) {
      rig.subject("resource", mark + "-" + i);
    }
    List<String> names = all("/v1/resources?limit=3&like=" + mark, "name");
    assertThat(names).hasSize(7).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void subjectsAreFoundByWhatIsKnownOfThem() throws Exception {
    String name = "found-" + UUID.randomUUID();
    UUID id = rig.subject("server", name);
    rig.incident("postgres_down", id);
    for (String filter :
        List.of(
            "kind=server",
            "owner=starter-tier",
            "state=AVAILABLE",
            "state=CREATING,AVAILABLE",
            "troubled=true",
            "trouble=postgres_down",
            "held=false",
            "wanted=true",
            "living=true",
            "like=FOUND-")) {
      assertThat(items("/v1/subjects?name=" + name + "&" + filter)).as(filter).hasSize(1);
    }
    for (String filter :
        List.of(
            "kind=resource",
            "owner=backups",
            "state=GONE",
            "troubled=false",
            "trouble=disk_nearly_full",
            "held=true",
            "wanted=false",
            "living=false",
            "like=%25_")) {
      assertThat(items("/v1/subjects?name=" + name + "&" + filter)).as(filter).isEmpty();
    }
    JsonNode one = rig.json("/v1/subjects/" + id);
    assertThat(one.at("/troubles/0").asText()).isEqualTo("postgres_down");
  }

  @Test
  void looksOfTwoDaysAndTheThinnedOnesBeforeAreOneListNewestFirst() throws Exception {
    UUID id = rig.subject("server", "seen");
    for (int i = 0; i < 5; i++) {
      rig.looked(id, now.minusSeconds(10L * i), i == 0 ? "refused" : "ok", "zone-" + (i % 2));
    }
    rig.sql(
        "INSERT INTO control.observation_history SELECT at - interval '10 days', subject_id,"
            + " took_micros, well, fresh, outcome, vantage, worker, facts FROM control.observation"
            + " WHERE subject_id = '%s'".formatted(id));
    String path = "/v1/subjects/" + id + "/observations";
    assertThat(items(path)).hasSize(10);
    assertThat(items(path).getFirst().get("outcome").asText()).isEqualTo("refused");
    assertThat(items(path).getFirst().at("/facts/connections").asInt()).isEqualTo(3);
    assertThat(items(path + "?outcome=refused")).hasSize(2);
    assertThat(items(path + "?vantage=zone-1")).hasSize(4);
    assertThat(items(path + "?since=" + now.minusDays(1))).hasSize(5);
    assertThat(items(path + "?until=" + now.minusDays(1))).hasSize(5);
    assertThat(all(path + "?limit=4", "at")).hasSize(10).doesNotHaveDuplicates();
  }

  @Test
  void aLookThatWasCopiedToTheHistoryIsSeenOnce() throws Exception {
    UUID id = rig.subject("server", "copied");
    rig.looked(id, now, "ok", "zone-a");
    rig.sql(
        "INSERT INTO control.observation_history SELECT * FROM control.observation"
            + " WHERE subject_id = '%s'".formatted(id));
    assertThat(items("/v1/subjects/" + id + "/observations")).hasSize(1);
  }

  @Test
  void transitionsAndActsAreReadForOneSubjectAndForAll() throws Exception {
    UUID id = rig.subject("server", "changed");
    rig.moved(id, "AVAILABLE", "UNCERTAIN", "refused from zone-a");
    rig.moved(id, "UNCERTAIN", "UNAVAILABLE", "refused from zone-b too");
    rig.acted(id, "START", true);
    List<JsonNode> moves = items("/v1/subjects/" + id + "/transitions");
    assertThat(moves).hasSize(2);
    assertThat(moves.getFirst().get("to_state").asText()).isEqualTo("UNAVAILABLE");
    assertThat(items("/v1/subjects/" + id + "/acts").getFirst().get("ok").asBoolean()).isTrue();
    assertThat(items("/v1/transitions?limit=500")).containsAll(moves);
    assertThat(items("/v1/acts")).isNotEmpty();
  }

  @Test
  void anIncidentTellsItsStoryInOrder() throws Exception {
    UUID id = rig.subject("server", "story");
    rig.looked(id, OffsetDateTime.now(ZoneOffset.UTC).minusSeconds(5), "refused", "zone-a");
    rig.moved(id, "AVAILABLE", "UNAVAILABLE", "refused from two");
    UUID incident = rig.incident("postgres_down", id);
    rig.acted(id, "START", true);
    rig.acted(incident, "ATTEMPT", true);
    JsonNode one = rig.json("/v1/incidents/" + incident);
    assertThat(one.get("state").asText()).isEqualTo("TRIGGERED");
    assertThat(one.at("/subject/name").asText()).isEqualTo("story");
    List<String> told = new ArrayList<>();
    for (JsonNode entry : one.get("trail")) {
      told.add(entry.get("source").asText() + " " + entry.get("what").asText());
    }
    assertThat(told)
        .containsExactly(
            "observation refused",
            "transition AVAILABLE → UNAVAILABLE",
            "event opened",
            "act START",
            "act ATTEMPT");
    assertThat(one.get("trail_cut")).isEmpty();
    String ofIt = "subject_id=" + id;
    assertThat(items("/v1/incidents?open=true&" + ofIt)).hasSize(1);
    assertThat(items("/v1/incidents?open=false&" + ofIt)).isEmpty();
    assertThat(items("/v1/incidents?type=postgres_down&state=TRIGGERED&" + ofIt)).hasSize(1);
    assertThat(items("/v1/incidents?owner=backups&" + ofIt)).isEmpty();
  }

  @Test
  void aLongStoryKeepsItsBeginningAndItsEndAndSaysSo() throws Exception {
    UUID id = rig.subject("server", "long-story");
    UUID incident = rig.incident("disk_nearly_full", id);
    rig.sql(
        "UPDATE control.incident SET opened_at = opened_at - interval '1 hour' WHERE id = '%s'"
            .formatted(incident));
    OffsetDateTime last = OffsetDateTime.now(ZoneOffset.UTC);
    for (int i = 0; i < 320; i++) {
      rig.looked(id, last.minusSeconds(10L * i), "ok", i == 319 ? "first" : "zone-a");
    }
    JsonNode one = rig.json("/v1/incidents/" + incident);
    assertThat(one.at("/trail_cut/0").asText()).isEqualTo("observation");
    assertThat(one.get("trail")).hasSize(301);
    assertThat(one.at("/trail/0/vantage").asText()).isEqualTo("first");
  }

  @Test
  void noticesAndLeasesAreListed() throws Exception {
    UUID id = rig.subject("server", "noticed");
    UUID incident = rig.incident("postgres_down", id);
    rig.paged(id, incident);
    rig.leased(id, now.plusMinutes(1));
    assertThat(items("/v1/notices?delivered=false&kind=page&incident_id=" + incident)).hasSize(1);
    assertThat(items("/v1/notices?delivered=true&subject_id=" + id)).isEmpty();
    assertThat(items("/v1/leases?subject_id=" + id).getFirst().get("number").asInt()).isEqualTo(7);
    assertThat(rig.json("/v1/fleet").at("/undelivered_notices/page").asInt()).isPositive();
  }

  private List<JsonNode> items(String path) throws Exception {
    List<JsonNode> items = new ArrayList<>();
    rig.json(path).get("items").forEach(items::add);
    return items;
  }

  /** One field of every row, read part by part. */
  private List<String> all(String path, String field) throws Exception {
    List<String> values = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode part = rig.json(path + "&cursor=" + cursor);
      part.get("items").forEach(item -> values.add(item.get(field).asText()));
      cursor = part.get("next_cursor").asText("");
    } while (!cursor.isEmpty() && !cursor.equals("null"));
    return values;
  }

  /** The first row with such fields; field and value take turns. */
  private static JsonNode find(JsonNode rows, String... with) {
    for (JsonNode row : rows) {
      if (IntStream.range(0, with.length / 2)
          .allMatch(at -> row.get(with[2 * at]).asText().equals(with[2 * at + 1]))) {
        return row;
      }
    }
    throw new AssertionError("no row with " + List.of(with) + " in " + rows);
  }
}
