package herd.benchmarks.stage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A customer of the marketplace, who asks for databases and removes them. Thread-safe. */
public final class Customer implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** An add-on as the marketplace shows it. */
  public record Addon(String id, String name, String state, Optional<String> configVar) {
    public boolean provisioned() {
      return state.equals("provisioned");
    }

    static Addon of(JsonNode node) {
      return new Addon(
          node.path("id").asText(),
          node.path("name").asText(),
          node.path("state").asText(),
          Optional.of(node.path("config_vars").path(0).asText()).filter(var -> !var.isEmpty()));
    }
  }

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI market;
  private final String token;
  private final String app;

  public Customer(URI market, String token, String app) {
    this.market = market;
    this.token = token;
    this.app = app;
  }

  public void createApp() throws IOException, InterruptedException {
    ok(call("POST", "/apps", "{\"name\":\"%s\"}".formatted(app)));
  }

  /** Empty when the marketplace could not: it says "try again later", and cleans up behind. */
  public Optional<Addon> ask(String plan) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        call(
            "POST",
            "/apps/" + app + "/addons",
            "{\"plan\":{\"name\":\"heroku-postgresql:%s\"}}".formatted(plan));
    return answer.statusCode() == 503 || answer.statusCode() == 410
        ? Optional.empty()
        : Optional.of(Addon.of(ok(answer)));
  }

  /** Asks until the marketplace takes the order. */
  public Addon buy(String plan) throws Exception {
    List<Addon> bought = new ArrayList<>();
    Waiting.until(
        "an add-on is ordered",
        PATIENCE,
        () -> {
          ask(plan).ifPresent(bought::add);
          return !bought.isEmpty();
        });
    return bought.getFirst();
  }

  /** False when it could not be done now. */
  public boolean remove(String name) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        call("DELETE", "/apps/" + app + "/addons/" + name, "{\"force\":false}");
    if (answer.statusCode() == 404 || answer.statusCode() == 410) {
      return true;
    }
    return answer.statusCode() != 503 && !ok(answer).isNull();
  }

  /** Removes it, asking again while the provider is away. */
  public void giveUp(String name) throws Exception {
    Waiting.until(name + " is removed", PATIENCE, () -> remove(name));
  }

  public List<Addon> addons() throws IOException, InterruptedException {
    List<Addon> all = new ArrayList<>();
    ok(call("GET", "/apps/" + app + "/addons", "")).forEach(node -> all.add(Addon.of(node)));
    return all;
  }

  public Optional<Addon> addon(String name) throws IOException, InterruptedException {
    HttpResponse<String> answer = call("GET", "/apps/" + app + "/addons/" + name, "");
    return answer.statusCode() == 404 ? Optional.empty() : Optional.of(Addon.of(ok(answer)));
  }

  /** The URL its app finds in its environment. */
  public Optional<URI> url(Addon addon) throws IOException, InterruptedException {
    JsonNode vars = ok(call("GET", "/apps/" + app + "/config-vars", ""));
    return addon
        .configVar()
        .map(name -> vars.path(name).asText())
        .filter(url -> !url.isEmpty())
        .map(URI::create);
  }

  private HttpResponse<String> call(String method, String path, String body)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(market + path))
            .header("Authorization", "Bearer " + token)
            .header("Accept", "application/vnd.heroku+json; version=3")
            .header("Content-Type", "application/json")
            .timeout(PATIENCE)
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private static JsonNode ok(HttpResponse<String> answer) throws IOException {
    if (answer.statusCode() >= 300) {
      throw new IOException(
          "%s: %d %s".formatted(answer.uri(), answer.statusCode(), answer.body()));
    }
    return JSON.readTree(answer.body());
  }

  @Override
  public void close() {
    http.close();
  }
}
