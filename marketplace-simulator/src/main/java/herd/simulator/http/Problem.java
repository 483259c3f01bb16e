package herd.simulator.http;

import java.util.Optional;

/** An error as the platform says it: a status, {@code {"id", "message"}}, sometimes a resource. */
public final class Problem extends RuntimeException {
  private final int status;
  private final String id;
  private final Optional<String> resource;

  private Problem(int status, String id, String message, Optional<String> resource) {
    super(message);
    this.status = status;
    this.id = id;
    this.resource = resource;
  }

  public Problem(int status, String id, String message) {
    this(status, id, message, Optional.empty());
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

  public Optional<String> resource() {
    return resource;
  }

  public static Problem badRequest(String message) {
    return new Problem(400, "bad_request", message);
  }

  public static Problem unauthorized() {
    return new Problem(401, "unauthorized", "Invalid credentials provided.");
  }

  public static Problem forbidden(String message) {
    return new Problem(403, "forbidden", message);
  }

  /** The resource's name matters to the CLI: it lists the alternatives for an attachment. */
  public static Problem notFound(String resource) {
    String words =
        switch (resource) {
          case "add_on attachment" -> "add on attachment";
          case "add_on" -> "add-on";
          default -> resource;
        };
    return new Problem(
        404, "not_found", "Couldn't find that " + words + ".", Optional.of(resource));
  }

  public static Problem conflict(String message) {
    return new Problem(409, "conflict", message);
  }

  public static Problem gone(String message) {
    return new Problem(410, "gone", message);
  }

  public static Problem invalid(String message) {
    return new Problem(422, "invalid_params", message);
  }

  /** The CLI asks the user and repeats the request with {@code "confirm": "<app>"}. */
  public static Problem confirmationRequired(String message) {
    return new Problem(423, "confirmation_required", message);
  }

  public static Problem unavailable(String message) {
    return new Problem(503, "service_unavailable", message);
  }
}
