package herd.tier.data;

import static herd.controlplane.generated.Tables.OBSERVATION;
import static org.jooq.impl.DSL.field;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import herd.controlplane.ControlPlane;
import herd.service.http.Json;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Field;

/**
 * What looks saw of a database; each is absent until it was seen.
 *
 * @param bytes its size on disk
 * @param connections the customer's sessions
 * @param writingUntil when writing will be suspended for being over a limit; absent unless its
 *     grace runs
 * @param sessions of each login, while one takes another's place; else empty
 * @param weakerCommits roles and databases whose commits do not wait for a standby
 * @param version of PostgreSQL, such as 15.18
 */
public record Facts(
    Optional<Long> bytes,
    Optional<Long> rows,
    Optional<Long> tables,
    Optional<Long> connections,
    Optional<String> version,
    Optional<Instant> writingUntil,
    Map<String, Integer> sessions,
    List<String> weakerCommits) {

  private static final Field<OffsetDateTime> A_DAY_AGO =
      field("(select clock_timestamp()) - interval '1 day'", OffsetDateTime.class);

  private static final Facts NONE =
      new Facts(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Map.of(),
          List.of());

  /** Of the newest look that went well, at most a day back: an outage does not unlearn a size. */
  public static Facts latest(ControlPlane plane, UUID resource) {
    return plane
        .dsl()
        .select(OBSERVATION.FACTS)
        .from(OBSERVATION)
        .where(OBSERVATION.SUBJECT_ID.eq(resource), OBSERVATION.FACTS.isNotNull())
        .and(OBSERVATION.WELL.isTrue())
        .and(OBSERVATION.AT.gt(A_DAY_AGO))
        .orderBy(OBSERVATION.AT.desc())
        .limit(1)
        .fetchOptional(OBSERVATION.FACTS)
        .map(json -> read(json.data()))
        .orElse(NONE);
  }

  /** As they stand in an observation. */
  public static Facts read(String json) {
    try {
      JsonNode facts = Json.MAPPER.readTree(json);
      return new Facts(
          number(facts, "bytes"),
          number(facts, "rows"),
          number(facts, "tables"),
          number(facts, "connections"),
          text(facts, "postgres_version"),
          text(facts, "writing_until").map(Instant::parse),
          sessions(facts.path("sessions")),
          texts(facts.path("weaker_commits")));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("facts of an observation are not JSON", e);
    }
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(one -> texts.add(one.asText()));
    return List.copyOf(texts);
  }

  private static Map<String, Integer> sessions(JsonNode byLogin) {
    Map<String, Integer> sessions = new HashMap<>();
    byLogin.properties().forEach(one -> sessions.put(one.getKey(), one.getValue().asInt()));
    return Map.copyOf(sessions);
  }

  private static Optional<String> text(JsonNode facts, String name) {
    return Optional.of(facts.path(name).asText("")).filter(text -> !text.isEmpty());
  }

  private static Optional<Long> number(JsonNode facts, String name) {
    return Optional.of(facts.path(name)).filter(JsonNode::isNumber).map(JsonNode::longValue);
  }
}
