package herd.admin.read;

import herd.service.http.ApiError;
import io.javalin.http.Context;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * The parameters of one request, typed. What cannot be read answers 422 with the parameter's name;
 * so does a parameter nobody asked for, since a filter with a typing error would show everything.
 */
public final class Params {

  private static final int DEFAULT_LIMIT = 50;
  private static final int MOST = 500;

  private final Context ctx;
  private final Set<String> known = new HashSet<>();

  public Params(Context ctx) {
    this.ctx = ctx;
  }

  /** The {@code id} in the path. */
  public UUID id() {
    return uuidOf(ctx.pathParam("id"))
        .orElseThrow(() -> ApiError.notFound("An id is a UUID; nothing has this one."));
  }

  /** How many rows a page may have. */
  int limit() {
    String wrong = "Parameter 'limit' must be a whole number from 1 to " + MOST + ".";
    Optional<String> text = text("limit");
    if (text.filter(t -> !t.matches("[0-9]{1,4}")).isPresent()) {
      throw ApiError.invalid(wrong);
    }
    int limit = text.map(Integer::parseInt).orElse(DEFAULT_LIMIT);
    if (limit < 1 || limit > MOST) {
      throw ApiError.invalid(wrong);
    }
    return limit;
  }

  Optional<String> text(String name) {
    known.add(name);
    List<String> values = ctx.queryParams(name);
    if (values.size() > 1) {
      throw ApiError.invalid("Parameter '" + name + "' is given twice.");
    }
    Optional<String> value = values.stream().findFirst().filter(v -> !v.isEmpty());
    if (value.filter(v -> v.indexOf('\0') >= 0 || v.length() > 1000).isPresent()) {
      throw ApiError.invalid("Parameter '" + name + "' is no text anything here could have.");
    }
    return value;
  }

  Optional<Boolean> flag(String name) {
    Optional<String> text = text(name);
    if (text.filter(t -> !t.equals("true") && !t.equals("false")).isPresent()) {
      throw ApiError.invalid("Parameter '" + name + "' must be true or false.");
    }
    return text.map(Boolean::parseBoolean);
  }

  Optional<UUID> uuid(String name) {
    Optional<String> text = text(name);
    Optional<UUID> uuid = text.flatMap(Params::uuidOf);
    if (text.isPresent() && uuid.isEmpty()) {
      throw ApiError.invalid("Parameter '" + name + "' must be a UUID.");
    }
    return uuid;
  }

  Optional<OffsetDateTime> time(String name) {
    Optional<String> text = text(name);
    try {
      // An unencoded + of the offset arrives as a blank.
      return text.map(t -> OffsetDateTime.parse(t.replace(' ', '+')));
    } catch (DateTimeException e) {
      throw ApiError.invalid("Parameter '" + name + "' must be a time like 2026-11-22T03:00:00Z.");
    }
  }

  /** The address of this request with one parameter changed. */
  public String with(String name, String value) {
    StringBuilder query = new StringBuilder("?");
    ctx.queryParamMap()
        .forEach((other, values) -> {
          if (!other.equals(name)) {
            query.append(encode(other)).append('=').append(encode(values.getFirst())).append('&');
          }
        });
    return ctx.path() + query + encode(name) + "=" + encode(value);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** Called last, when every parameter that counts was asked for. */
  public void requireNoOthers() {
    Set<String> others = new TreeSet<>(ctx.queryParamMap().keySet());
    others.removeAll(known);
    if (!others.isEmpty()) {
      throw ApiError.invalid(
          "No such parameter here. This path knows: " + String.join(", ", new TreeSet<>(known)));
    }
  }

  private static Optional<UUID> uuidOf(String text) {
    try {
      return Optional.of(UUID.fromString(text)).filter(u -> u.toString().equalsIgnoreCase(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
