package herd.tier;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import herd.service.http.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;
import java.util.List;

/** Somebody who calls us over real HTTP. Bodies may be written with single quotes. */
public record Client(URI base, String authorization, List<String> headers) {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** An answer. */
  public record Answer(int status, HttpHeaders headers, String body) {

    public JsonNode json() {
      try {
        return Json.MAPPER.readTree(body);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    public String text(String pointer) {
      return json().at(pointer).asText();
    }

    public String header(String name) {
      return headers.firstValue(name).orElse("");
    }
  }

  public Client(URI base, String authorization) {
    this(base, authorization, List.of());
  }

  public static String basic(String user, String password) {
    return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
  }

  public Answer get(String path, String... more) {
    return send("GET", path, "", more);
  }

  public Answer post(String path, String body) {
    return send("POST", path, body, "Content-Type", "application/json");
  }

  public Answer put(String path, String body) {
    return send("PUT", path, body, "Content-Type", "application/json");
  }

  public Answer delete(String path) {
    return send("DELETE", path, "");
  }

  public Answer form(String path, String fields) {
    return send("POST", path, fields, "Content-Type", "application/x-www-form-urlencoded");
  }

  public Answer send(String method, String path, String body, String... more) {
    var publisher =
        body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body.replace('\'', '"'));
    var request = HttpRequest.newBuilder(URI.create(base + path)).method(method, publisher);
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    if (!headers.isEmpty()) {
      request.headers(headers.toArray(String[]::new));
    }
    if (more.length > 0) {
      request.headers(more);
    }
    try {
      var answer = HTTP.send(request.build(), BodyHandlers.ofString());
      return new Answer(answer.statusCode(), answer.headers(), answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
