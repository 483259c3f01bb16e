package herd.service.http;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The JSON object of a request. What is not JSON answers 400, what has a wrong type answers 422;
 * the messages name the field and never quote the body. A null field counts as absent.
 */
public record JsonBody(ObjectNode object) {

  public static JsonBody of(Context ctx) {
    return parse(ctx.bodyAsBytes());
  }

  /** As {@link #of}, where an absent body means an empty object. */
  public static JsonBody ofOptional(Context ctx) {
    byte[] bytes = ctx.bodyAsBytes();
    return bytes.length == 0 ? new JsonBody(Json.MAPPER.createObjectNode()) : parse(bytes);
  }

  static JsonBody parse(byte[] bytes) {
    JsonNode node;
    try {
      node = Json.MAPPER.readTree(bytes);
    } catch (JacksonException e) {
      var at = e.getLocation();
      String where =
          at == null ? "" : " (line %d, column %d)".formatted(at.getLineNr(), at.getColumnNr());
      throw ApiError.badRequest("The body is not valid JSON" + where + ".");
    } catch (java.io.IOException e) {
      throw ApiError.badRequest("The body could not be read.");
    }
    if (!(node instanceof ObjectNode object)) {
      throw ApiError.badRequest("The body must be a JSON object.");
    }
    refuseNul(object);
    return new JsonBody(object);
  }

  /** PostgreSQL has no NUL in text, and no plan, name or option has a use for one. */
  private static void refuseNul(JsonNode node) {
    node.properties()
        .forEach(field -> {
          if (field.getKey().indexOf('\0') >= 0) {
            throw ApiError.invalid("A field's name has a NUL character.");
          }
        });
    if (node.isTextual() && node.textValue().indexOf('\0') >= 0) {
      throw ApiError.invalid("A text has a NUL character.");
    }
    node.forEach(JsonBody::refuseNul);
  }

  public String text(String field) {
    return optionalText(field).orElseThrow(() -> missing(field, "a text"));
  }

  public Optional<String> optionalText(String field) {
    return typed(field, "a text", JsonNode::isTextual).map(JsonNode::textValue);
  }

  public UUID uuid(String field) {
    String text = text(field);
    try {
      UUID uuid = UUID.fromString(text);
      // UUID.fromString also takes shortened groups, which no one else would call the same id.
      if (uuid.toString().equalsIgnoreCase(text)) {
        return uuid;
      }
    } catch (IllegalArgumentException e) {
      throw wrong(field, "a UUID");
    }
    throw wrong(field, "a UUID");
  }

  public Optional<Integer> optionalInteger(String field, int least, int most) {
    String what = "a whole number from " + least + " to " + most;
    Predicate<JsonNode> fits =
        n -> n.isIntegralNumber() && n.canConvertToInt() && n.asInt() >= least && n.asInt() <= most;
    return typed(field, what, fits).map(JsonNode::intValue);
  }

  public Optional<Boolean> optionalFlag(String field) {
    return typed(field, "true or false", JsonNode::isBoolean).map(JsonNode::booleanValue);
  }

  /** The object of a field; absent is empty. */
  public JsonBody nested(String field) {
    return typed(field, "an object", JsonNode::isObject)
        .map(node -> new JsonBody((ObjectNode) node))
        .orElseGet(() -> new JsonBody(Json.MAPPER.createObjectNode()));
  }

  /** Bound to a record; a field of a wrong type answers 422 with the field's path. */
  public <T> T as(Class<T> type) {
    try {
      return Json.MAPPER.treeToValue(object, type);
    } catch (MismatchedInputException e) {
      String path =
          e.getPath().stream()
              .map(r -> r.getFieldName() == null ? "[" + r.getIndex() + "]" : r.getFieldName())
              .collect(Collectors.joining("."));
      throw ApiError.invalid("Field '" + path + "' has a wrong type.").with("field", path);
    } catch (JacksonException e) {
      throw ApiError.invalid("The body does not have the expected form.");
    }
  }

  private Optional<JsonNode> typed(String field, String what, Predicate<JsonNode> fits) {
    Optional<JsonNode> present =
        Optional.ofNullable(object.get(field)).filter(node -> !node.isNull());
    if (present.filter(fits).isEmpty() && present.isPresent()) {
      throw wrong(field, what);
    }
    return present;
  }

  private static ApiError missing(String field, String what) {
    return ApiError.invalid("Field '" + field + "' is missing: it must be " + what + ".")
        .with("field", field);
  }

  private static ApiError wrong(String field, String what) {
    return ApiError.invalid("Field '" + field + "' must be " + what + ".").with("field", field);
  }
}
