package herd.service.http;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The answer to a request that is refused: a status and {@code {"id", "message"}}, perhaps with
 * more fields. Thrown by handlers; the message is read by the customer and holds no secret.
 */
public final class ApiError extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final String id;
  private final transient Map<String, Object> fields;

  public ApiError(int status, String id, String message) {
    this(status, id, message, Map.of());
  }

  private ApiError(int status, String id, String message, Map<String, Object> fields) {
    super(message, null, false, false);
    this.status = status;
    this.id = id;
    this.fields = fields;
  }

  /** The same error with one more field in its body. */
  public ApiError with(String field, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(fields);
    more.put(field, value);
    return new ApiError(status, id, message(), more);
  }

  public static ApiError badRequest(String message) {
    return new ApiError(400, "bad_request", message);
  }

  public static ApiError unauthorized(String message) {
    return new ApiError(401, "unauthorized", message);
  }

  public static ApiError forbidden(String message) {
    return new ApiError(403, "forbidden", message);
  }

  public static ApiError notFound(String message) {
    return new ApiError(404, "not_found", message);
  }

  public static ApiError conflict(String message) {
    return new ApiError(409, "conflict", message);
  }

  public static ApiError gone(String message) {
    return new ApiError(410, "gone", message);
  }

  public static ApiError tooLarge(long most) {
    return new ApiError(413, "too_large", "The body is larger than " + most + " bytes.");
  }

  public static ApiError invalid(String message) {
    return new ApiError(422, "invalid_params", message);
  }

  public static ApiError unavailable(String message) {
    return new ApiError(503, "unavailable", message);
  }

  public int status() {
    return status;
  }

  public String id() {
    return id;
  }

  public String message() {
    return String.valueOf(getMessage());
  }

  /** The body of the answer. */
  public Map<String, Object> body() {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("id", id);
    body.put("message", message());
    body.putAll(fields);
    return body;
  }
}
