package herd.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.stream.StreamSupport;

/** Somebody calling the simulator. Bodies may be written with single quotes. */
record Api(URI base, String authorization) {
  static final JsonMapper JSON = new JsonMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  record Answer(int status, HttpHeaders headers, String body) {
    JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    String text(String pointer) {
      return json().at(pointer).asText();
    }

    List<String> each(String pointer) {
      return StreamSupport.stream(json().spliterator(), false)
          .map(item -> item.at(pointer).asText())
          .toList();
    }
  }

  Answer get(String path, String... headers) {
    return send("GET", path, "", headers);
  }

  Answer post(String path, String body) {
    return send("POST", path, body, "Content-Type", "application/json");
  }

  Answer patch(String path, String body) {
    return send("PATCH", path, body, "Content-Type", "application/json");
  }

  Answer delete(String path) {
    return delete(path, "");
  }

  Answer delete(String path, String body) {
    return send("DELETE", path, body, "Content-Type", "application/json");
  }

  Answer form(String path, String fields) {
    return send("POST", path, fields, "Content-Type", "application/x-www-form-urlencoded");
  }

  Answer send(String method, String path, String body, String... headers) {
    var publisher =
        body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body.replace('\'', '"'));
    var request = HttpRequest.newBuilder(URI.create(base + path)).method(method, publisher);
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      var response = HTTP.send(request.build(), BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.headers(), response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
