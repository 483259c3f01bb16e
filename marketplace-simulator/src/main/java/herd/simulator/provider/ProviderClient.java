package herd.simulator.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import herd.simulator.Manifest;
import herd.simulator.SimulatorConfig;
import herd.simulator.Timing;
import herd.simulator.http.Trace;
import herd.simulator.provider.ProviderAnswer.Accepted;
import herd.simulator.provider.ProviderAnswer.Done;
import herd.simulator.provider.ProviderAnswer.Failed;
import herd.simulator.provider.ProviderAnswer.Gone;
import herd.simulator.provider.ProviderAnswer.Refused;
import herd.simulator.provider.ProviderAnswer.Unknown;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/**
 * The marketplace's calls to the provider (addon-provider.md, sections 2 to 5). Each attempt is
 * bounded by {@link Timing#providerAnswer}, body included; passing failures are tried again with
 * the same uuid. Thread-safe.
 */
public final class ProviderClient implements AutoCloseable {
  private static final String MEDIA_TYPE = "application/vnd.heroku-addons+json; version=3";
  private static final long LONGEST_ANSWER = 1 << 20;
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final URI resources;
  private final Manifest manifest;
  private final Timing timing;

  public ProviderClient(SimulatorConfig config) {
    this.resources = config.resources();
    this.manifest = config.manifest();
    this.timing = config.timing();
  }

  /**
   * @param wanted asked before each further attempt: nobody may want it any more
   */
  public ProviderAnswer provision(ObjectNode request, Predicate<ProviderAnswer> wanted)
      throws InterruptedException {
    return patiently(() -> json("POST", resources, request), wanted);
  }

  public ProviderAnswer changePlan(UUID addon, String plan) throws InterruptedException {
    ObjectNode body = JSON.createObjectNode().put("plan", plan);
    return patiently(() -> json("PUT", resource(addon), body), _ -> true);
  }

  public ProviderAnswer deprovision(UUID addon) throws InterruptedException {
    return patiently(() -> send("DELETE", resource(addon), BodyPublishers.noBody()), _ -> true);
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  private interface Attempt {
    ProviderAnswer make() throws InterruptedException;
  }

  private ProviderAnswer patiently(Attempt attempt, Predicate<ProviderAnswer> again)
      throws InterruptedException {
    Duration pause = timing.pause();
    for (int number = 1; ; number++) {
      ProviderAnswer answer = attempt.make();
      boolean passing = answer instanceof Failed failed && failed.passing();
      if (!passing || number >= timing.attempts() || !again.test(answer)) {
        return answer;
      }
      Thread.sleep(pause);
      pause = pause.multipliedBy(2);
    }
  }

  private URI resource(UUID addon) {
    return URI.create(resources + "/" + addon);
  }

  private ProviderAnswer json(String method, URI uri, ObjectNode body) throws InterruptedException {
    return send(method, uri, BodyPublishers.ofString(body.toString()));
  }

  private ProviderAnswer send(String method, URI uri, BodyPublisher body)
      throws InterruptedException {
    String user = manifest.id() + ":" + manifest.password();
    var request =
        HttpRequest.newBuilder(uri)
            .method(method, body)
            .header("Authorization", "Basic " + base64(user))
            .header("Accept", MEDIA_TYPE)
            .header("Content-Type", "application/json")
            .header(Trace.HEADER, Trace.current())
            .build();
    var answer =
        http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofString(), LONGEST_ANSWER));
    try {
      return read(method, answer.get(timing.providerAnswer().toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      answer.cancel(true);
      return new Failed("did not answer in " + timing.providerAnswer().toSeconds() + " s", true);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException) {
        return new Failed("could not be reached", true);
      }
      throw new IllegalStateException("calling the provider", e.getCause());
    }
  }

  private ProviderAnswer read(String method, HttpResponse<String> response) {
    int status = response.statusCode();
    Optional<JsonNode> body = object(response.body());
    String message = body.map(b -> b.path("message").asText("")).orElse("");
    return switch (status) {
      case 200, 201, 202 -> {
        if (method.equals("DELETE")) {
          yield new Done(Optional.empty(), message);
        }
        if (body.isEmpty()) {
          yield new Failed("answered " + status + " without a JSON object", false);
        }
        if (method.equals("POST") && body.get().path("id").asText("").isEmpty()) {
          yield new Failed("answered " + status + " without an id", false);
        }
        yield status == 202 && method.equals("POST")
            ? new Accepted(message)
            : done(body.get().path("config"), message);
      }
      case 204 -> new Done(Optional.empty(), "");
      case 404 -> new Unknown();
      case 410 -> new Gone(message.isEmpty() ? "This add-on was removed." : message);
      case 422 -> new Refused(message.isEmpty() ? "The add-on's provider refused." : message);
      default -> new Failed("answered " + status, status >= 500 || status == 429);
    };
  }

  private ProviderAnswer done(JsonNode config, String message) {
    if (!config.isObject()) {
      return new Done(Optional.empty(), message);
    }
    var values = new LinkedHashMap<String, String>();
    for (Map.Entry<String, JsonNode> entry : config.properties()) {
      if (!entry.getKey().startsWith(manifest.prefix() + "_") || !entry.getValue().isTextual()) {
        return new Failed("sent a config var that is not in its manifest, or is not text", false);
      }
      values.put(entry.getKey(), entry.getValue().textValue());
    }
    return new Done(Optional.of(values), message);
  }

  private static Optional<JsonNode> object(String body) {
    try {
      return Optional.ofNullable(JSON.readTree(body)).filter(JsonNode::isObject);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
