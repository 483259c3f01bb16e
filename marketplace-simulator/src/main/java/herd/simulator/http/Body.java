package herd.simulator.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A request's JSON object, read with the right complaint for what does not fit. */
public final class Body {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private final JsonNode object;

  private Body(JsonNode object) {
    this.object = object;
  }

  /** No body at all counts as an empty object. */
  public static Body of(Context ctx) {
    String text = ctx.body();
    if (text.isBlank()) {
      return new Body(JSON.createObjectNode());
    }
    try {
      JsonNode node = JSON.readTree(text);
      if (node.isObject()) {
        return new Body(node);
      }
      throw Problem.badRequest("The body must be a JSON object.");
    } catch (JsonProcessingException e) {
      // Without the cause: it quotes the body, which may hold secrets.
      throw Problem.badRequest("The body is not valid JSON.");
    }
  }

  public Optional<String> text(String field) {
    JsonNode value = object.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      throw Problem.invalid(field + " must be text.");
    }
    return Optional.of(value.textValue()).filter(text -> !text.isEmpty());
  }

  public String required(String field) {
    return text(field).orElseThrow(() -> Problem.invalid(field + " is required."));
  }

  public Optional<Boolean> flag(String field) {
    JsonNode value = object.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isBoolean()) {
      throw Problem.invalid(field + " must be true or false.");
    }
    return Optional.of(value.booleanValue());
  }

  /** An absent object counts as an empty one. */
  public Body object(String field) {
    JsonNode value = object.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return new Body(JSON.createObjectNode());
    }
    if (!value.isObject()) {
      throw Problem.invalid(field + " must be an object.");
    }
    return new Body(value);
  }

  /** An app, a plan or an add-on is named by text or as {@code {"name"}} or {@code {"id"}}. */
  public Optional<String> reference(String field) {
    JsonNode value = object.path(field);
    if (!value.isObject()) {
      return text(field);
    }
    Body named = new Body(value);
    return named.text("id").or(() -> named.text("name"));
  }

  public JsonNode get(String field) {
    return object.path(field);
  }

  /** Every field as text ({@code true} is "true"); null is left out. */
  public Map<String, String> options() {
    var options = new LinkedHashMap<String, String>();
    for (Map.Entry<String, JsonNode> field : ((ObjectNode) object).properties()) {
      if (field.getValue().isContainerNode()) {
        throw Problem.invalid("The option " + field.getKey() + " must be a plain value.");
      }
      if (!field.getValue().isNull()) {
        options.put(field.getKey(), field.getValue().asText());
      }
    }
    return options;
  }

  /** Every field as text or, for null, as empty. */
  public Map<String, Optional<String>> changes() {
    var changes = new LinkedHashMap<String, Optional<String>>();
    for (Map.Entry<String, JsonNode> field : ((ObjectNode) object).properties()) {
      JsonNode value = field.getValue();
      if (!value.isNull() && !value.isTextual()) {
        throw Problem.invalid(field.getKey() + " must be text or null.");
      }
      changes.put(field.getKey(), Optional.ofNullable(value.textValue()));
    }
    return changes;
  }
}
