package herd.tier.market;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import herd.service.http.HttpCalls;
import herd.service.http.Json;
import herd.tier.market.MarketTrouble.Kind;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** One question and its answer; what an answer means. No body is ever quoted: it holds tokens. */
final class Exchange {

  private static final Duration LONGEST_WAIT = Duration.ofHours(1);
  private static final Pattern WORD = Pattern.compile("[a-z_]{1,40}");

  private final HttpCalls calls;

  Exchange(HttpCalls calls) {
    this.calls = calls;
  }

  HttpResponse<String> send(String what, HttpRequest.Builder request) {
    try {
      return calls.send(request);
    } catch (IOException e) {
      // Not passed on as a cause: exceptions of HTTP clients may quote what was sent.
      String why = e.getClass().getSimpleName();
      throw new MarketTrouble(
          Kind.RETRY, what + ": no answer of the marketplace (" + why + ")", Optional.empty());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MarketTrouble(Kind.RETRY, what + ": interrupted", Optional.empty());
    }
  }

  void expect2xx(String what, HttpRequest.Builder request) {
    ok(what, send(what, request));
  }

  static HttpResponse<String> ok(String what, HttpResponse<String> answer) {
    if (answer.statusCode() / 100 != 2) {
      throw trouble(what, answer);
    }
    return answer;
  }

  static MarketTrouble trouble(String what, HttpResponse<String> answer) {
    int status = answer.statusCode();
    Kind kind =
        switch (status) {
          case 401 -> Kind.UNAUTHORIZED;
          case 404, 410 -> Kind.GONE;
          case 408, 429 -> Kind.RETRY;
          default -> status >= 500 ? Kind.RETRY : Kind.REFUSED;
        };
    String message = "%s: the marketplace answered %d%s".formatted(what, status, word(answer));
    return new MarketTrouble(kind, message, retryAfter(answer));
  }

  /** The error's id, such as invalid_grant, when it looks like one. */
  private static String word(HttpResponse<String> answer) {
    try {
      JsonNode body = Json.MAPPER.readTree(answer.body());
      String id = body.path("id").asText(body.path("error").asText(""));
      return WORD.matcher(id).matches() ? " " + id : "";
    } catch (JsonProcessingException e) {
      return "";
    }
  }

  /** Seconds only: a date would need a clock that both sides share. */
  private static Optional<Duration> retryAfter(HttpResponse<String> answer) {
    return answer
        .headers()
        .firstValue("Retry-After")
        .filter(value -> value.matches("[0-9]{1,6}"))
        .map(value -> Duration.ofSeconds(Long.parseLong(value)))
        .map(wait -> wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait);
  }

  /** What a refusal says to the customer whose own call it answers. */
  static String message(String what, HttpResponse<String> answer) {
    String text = object(what, answer).path("message").asText("");
    return text.isEmpty() ? "The marketplace refuses it." : text;
  }

  static JsonNode object(String what, HttpResponse<String> answer) {
    try {
      JsonNode body = Json.MAPPER.readTree(answer.body());
      if (body != null && body.isObject()) {
        return body;
      }
    } catch (JsonProcessingException e) {
      throw unreadable(what, "JSON");
    }
    throw unreadable(what, "a JSON object");
  }

  static JsonNode list(String what, HttpResponse<String> answer) {
    try {
      JsonNode body = Json.MAPPER.readTree(answer.body());
      if (body != null && body.isArray()) {
        return body;
      }
    } catch (JsonProcessingException e) {
      throw unreadable(what, "JSON");
    }
    throw unreadable(what, "a JSON list");
  }

  static String text(String what, JsonNode object, String field) {
    JsonNode value = object.path(field);
    if (!value.isTextual() || value.textValue().isEmpty()) {
      throw unreadable(what, "a field " + field);
    }
    return value.textValue();
  }

  static UUID uuid(String what, JsonNode object, String field) {
    try {
      return UUID.fromString(text(what, object, field));
    } catch (IllegalArgumentException e) {
      throw unreadable(what, "a UUID in " + field);
    }
  }

  private static MarketTrouble unreadable(String what, String missing) {
    return new MarketTrouble(
        Kind.REFUSED, what + ": the marketplace's answer has not " + missing, Optional.empty());
  }
}
