package herd.admin.action;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import herd.service.Secret;
import herd.service.http.ApiError;
import herd.service.http.HttpCalls;
import herd.service.http.Json;
import herd.service.http.JsonBody;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a subject's owner to do what an operator wants, or to tell what only it keeps: {@code
 * /operators/…} there, with the services' own token and the operator's name. Each request is made
 * once; the owner checks it and its answer is handed on. An owner that is away is 503, one that
 * answers nonsense is 502.
 */
public final class Owners {

  /** What the owner said. */
  public record Answer(int status, JsonNode body) {}

  private static final Logger LOG = LoggerFactory.getLogger(Owners.class);

  private final Map<String, URI> addresses;
  private final Secret token;
  private final HttpCalls calls;

  public Owners(Map<String, URI> addresses, Secret token, HttpCalls calls) {
    this.addresses = addresses;
    this.token = token;
    this.calls = calls;
  }

  /**
   * @param kinds servers, subjects or incidents
   * @param by the operator's name; whatever the body says about it is overwritten
   */
  public Answer ask(String owner, String kinds, UUID id, String action, JsonBody body, String by)
      throws InterruptedException {
    ObjectNode asked = body.object().deepCopy().put("by", by);
    HttpRequest.Builder request =
        request(owner, kinds, id, action)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(asked.toString()));
    Answer answer = send(owner, request);
    LOG.atInfo()
        .addKeyValue("action", action)
        .addKeyValue("subject", id)
        .addKeyValue("owner", owner)
        .addKeyValue("by", by)
        .addKeyValue("status", answer.status())
        .log("an operator asked");
    return answer;
  }

  /** What only the owner of a subject keeps, such as the reports of a resource's failovers. */
  public Answer read(String owner, String kinds, UUID id, String what) throws InterruptedException {
    return send(owner, request(owner, kinds, id, what).GET());
  }

  private HttpRequest.Builder request(String owner, String kinds, UUID id, String last) {
    URI address =
        Optional.ofNullable(addresses.get(owner))
            .orElseThrow(() ->
                ApiError.unavailable(
                    "Its owner is " + owner + ", whose address this service was not given."));
    String base = address.toString().replaceAll("/+$", "");
    return HttpRequest.newBuilder(URI.create(base + "/operators/" + kinds + "/" + id + "/" + last))
        .header("Authorization", "Bearer " + token.reveal());
  }

  private Answer send(String owner, HttpRequest.Builder request) throws InterruptedException {
    HttpResponse<String> answer;
    try {
      answer = calls.send(request);
    } catch (HttpTimeoutException e) {
      LOG.atWarn().setCause(e).addKeyValue("owner", owner).log("an owner is too slow");
      throw ApiError.unavailable(
          owner + " did not answer in time. It may have heard: look at the subject's acts first.");
    } catch (IOException e) {
      LOG.atWarn().setCause(e).addKeyValue("owner", owner).log("an owner is away");
      throw ApiError.unavailable(owner + " is away. Nothing was asked of it; try again soon.");
    }
    int status = answer.statusCode();
    if (status == 401 || status == 403) {
      throw badGateway(owner + " refuses this service: compare HERD_SERVICE_TOKEN of both.");
    }
    Optional<JsonNode> said = json(answer.body());
    if (said.isEmpty() || status < 200 || (status >= 300 && status < 400) || status == 500) {
      throw badGateway(owner + " answered " + status + " and nothing of use; its log says more.");
    }
    return new Answer(status, said.get());
  }

  private static Optional<JsonNode> json(String text) {
    try {
      return Optional.of(Json.MAPPER.readTree(text)).filter(JsonNode::isObject);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static ApiError badGateway(String message) {
    return new ApiError(502, "bad_gateway", message);
  }
}
