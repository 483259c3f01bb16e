package herd.tier.market;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import herd.service.http.BasicCredentials;
import herd.service.http.HttpCalls;
import herd.service.http.Json;
import herd.tier.market.MarketTrouble.Kind;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The marketplace's Platform API and identity host, as far as an add-on's provider uses them
 * (addon-provider.md, sections 3.3, 7 and 9). Each method makes one call, bounded in time, and
 * throws {@link MarketTrouble}; trying again is the state machine's beat. Thread-safe.
 */
public final class Market {

  private static final String PLATFORM = "application/vnd.heroku+json; version=3";
  private static final Pattern ID_OR_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,127}");

  private final MarketConfig config;
  private final Exchange exchange;
  private final Sights sights;

  public Market(MarketConfig config, HttpCalls calls) {
    this(config, calls, System::nanoTime);
  }

  Market(MarketConfig config, HttpCalls calls, LongSupplier nanos) {
    this.config = config;
    this.exchange = new Exchange(calls);
    this.sights = new Sights(nanos);
  }

  /** Spends a grant code. It works once: when the answer is lost, asking again is REFUSED. */
  public Tokens exchange(String grantCode) {
    return tokens(
        "exchanging the grant", Map.of("grant_type", "authorization_code", "code", grantCode));
  }

  /** Buys the next access token. */
  public Tokens refresh(String refreshToken) {
    return tokens(
        "renewing the access token",
        Map.of("grant_type", "refresh_token", "refresh_token", refreshToken));
  }

  /** Sets config vars of the add-on; once it is provisioned this restarts the customer's apps. */
  public void sendConfig(UUID addon, String accessToken, Map<String, String> values) {
    ObjectNode body = Json.MAPPER.createObjectNode();
    ArrayNode list = body.putArray("config");
    values.forEach((name, value) -> list.addObject().put("name", name).put("value", value));
    sendConfig(addon, accessToken, body);
  }

  /** The same for attachments of one namespace; a variable without a value is taken away. */
  public void sendConfig(
      UUID addon, String accessToken, String namespace, Map<String, Optional<String>> values) {
    ObjectNode body = Json.MAPPER.createObjectNode().put("namespace", namespace);
    ArrayNode list = body.putArray("config");
    values.forEach(
        (name, value) -> list.addObject().put("name", name).put("value", value.orElse(null)));
    sendConfig(addon, accessToken, body);
  }

  private void sendConfig(UUID addon, String accessToken, ObjectNode body) {
    HttpRequest.Builder request =
        platform("/addons/" + addon + "/config", accessToken)
            .header("Content-Type", "application/json")
            .method("PATCH", BodyPublishers.ofString(body.toString()));
    exchange.expect2xx("sending the config of " + addon, request);
  }

  /** Says that the database is up. GONE when the customer removed it meanwhile. */
  public void provisioned(UUID addon, String accessToken) {
    action(addon, accessToken, "provision");
  }

  /**
   * Says so to a platform of the classic contract, with the config, where it asked to be called
   * back. It named the place with the password that is shown there; no redirect is followed, and
   * nothing of the answer but its status and error word is kept.
   */
  public void callBack(URI callback, UUID addon, Map<String, String> values) {
    ObjectNode body = Json.MAPPER.createObjectNode().put("id", addon.toString());
    values.forEach(body.putObject("config")::put);
    BasicCredentials own = new BasicCredentials(config.addon(), config.password());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(callback)
            .header("Accept", "application/json")
            .header("Authorization", own.header())
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(body.toString()));
    exchange.expect2xx("calling back for " + addon, request);
  }

  /** Says that the provision failed for good, or that a removal is complete. */
  public void deprovisioned(UUID addon, String accessToken) {
    action(addon, accessToken, "deprovision");
  }

  /**
   * Asks for an add-on with a customer's own token: the way to know whose it is. A yes is
   * remembered for a minute.
   *
   * @throws MarketTrouble RETRY when the marketplace cannot say
   */
  public Sight addonSeenBy(String idOrName, String customerToken) {
    if (customerToken.chars().anyMatch(Market::odd)) {
      return new Sight.BadToken();
    }
    if (!ID_OR_NAME.matcher(idOrName).matches()) {
      return new Sight.NotTheirs();
    }
    return sights
        .find(idOrName, customerToken)
        .<Sight>map(sight -> sight)
        .orElseGet(() -> ask(idOrName, customerToken));
  }

  private Sight ask(String idOrName, String customerToken) {
    String what = "asking whose an add-on is";
    HttpResponse<String> answer =
        exchange.send(what, platform("/addons/" + idOrName, customerToken).GET());
    return switch (answer.statusCode()) {
      case 200 -> {
        JsonNode addon = Exchange.object(what, answer);
        Sight.Theirs theirs = new Sight.Theirs(view(what, addon));
        sights.keep(idOrName, customerToken, theirs);
        yield theirs;
      }
      case 401 -> new Sight.BadToken();
      case 403, 404, 410 -> new Sight.NotTheirs();
      default -> throw Exchange.trouble(what, answer);
    };
  }

  /**
   * The add-ons of an app, asked for with a customer's own token; empty when it is not theirs.
   *
   * @throws MarketTrouble RETRY when the marketplace cannot say
   */
  public Optional<List<AddonView>> addonsOf(String appIdOrName, String customerToken) {
    if (customerToken.chars().anyMatch(Market::odd) || !ID_OR_NAME.matcher(appIdOrName).matches()) {
      return Optional.empty();
    }
    String what = "asking for the add-ons of an app";
    HttpResponse<String> answer =
        exchange.send(what, platform("/apps/" + appIdOrName + "/addons", customerToken).GET());
    return switch (answer.statusCode()) {
      case 200, 206 -> Optional.of(views(what, answer));
      case 401, 403, 404, 410 -> Optional.empty();
      default -> throw Exchange.trouble(what, answer);
    };
  }

  /**
   * Shows an add-on to an app, with a customer's own token: whose the app is, is the marketplace's
   * to judge.
   *
   * @param namespace which of the add-on's configs the app sees
   */
  public Attached attach(
      String addon, String app, String name, String namespace, String customerToken) {
    String what = "attaching an add-on";
    ObjectNode body = Json.MAPPER.createObjectNode();
    body.putObject("addon").put("name", addon);
    body.putObject("app").put("name", app);
    body.put("name", name).put("namespace", namespace);
    HttpResponse<String> answer =
        exchange.send(
            what,
            platform("/addon-attachments", customerToken)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString())));
    return switch (answer.statusCode()) {
      case 200, 201 -> new Attached.Made(Exchange.object(what, answer));
      case 403, 404, 409, 422 -> new Attached.Refused(Exchange.message(what, answer));
      default -> throw Exchange.trouble(what, answer);
    };
  }

  /** What an add-on's customer has attached it as, asked for with the customer's own token. */
  public List<JsonNode> attachments(UUID addon, String customerToken) {
    String what = "asking for an add-on's attachments";
    HttpResponse<String> answer =
        exchange.send(
            what, platform("/addons/" + addon + "/addon-attachments", customerToken).GET());
    List<JsonNode> attachments = new ArrayList<>();
    Exchange.list(what, Exchange.ok(what, answer)).forEach(attachments::add);
    return List.copyOf(attachments);
  }

  private static List<AddonView> views(String what, HttpResponse<String> answer) {
    List<AddonView> views = new ArrayList<>();
    Exchange.list(what, answer).forEach(addon -> views.add(view(what, addon)));
    return List.copyOf(views);
  }

  private static AddonView view(String what, JsonNode addon) {
    return new AddonView(
        Exchange.uuid(what, addon, "id"),
        Exchange.text(what, addon, "name"),
        addon.at("/app/name").asText(""),
        Optional.of(addon.at("/app/id").asText("")).filter(id -> !id.isEmpty()),
        texts(addon.path("config_vars")));
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(one -> texts.add(one.asText()));
    return List.copyOf(texts);
  }

  /** What no header value may hold; the HTTP client would throw, with the token in its message. */
  private static boolean odd(int character) {
    return character <= ' ' || character > '~';
  }

  private void action(UUID addon, String accessToken, String action) {
    HttpRequest.Builder request =
        platform("/addons/" + addon + "/actions/" + action, accessToken)
            .POST(BodyPublishers.noBody());
    exchange.expect2xx("marking " + addon + " as " + action + "ed", request);
  }

  private Tokens tokens(String what, Map<String, String> fields) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(config.identity() + "/oauth/token"))
            .header("Accept", "application/json")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(form(fields));
    HttpResponse<String> answer = exchange.send(what, request);
    if (answer.statusCode() == 401) {
      throw new MarketTrouble(
          Kind.REFUSED,
          what + ": the marketplace does not take our client secret (HERD_ADDON_CLIENT_SECRET)",
          Optional.empty());
    }
    JsonNode granted = Exchange.object(what, Exchange.ok(what, answer));
    return new Tokens(
        Exchange.text(what, granted, "access_token"),
        Exchange.text(what, granted, "refresh_token"),
        Duration.ofSeconds(granted.path("expires_in").asLong(0)));
  }

  private BodyPublisher form(Map<String, String> fields) {
    String given =
        fields.entrySet().stream()
            .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), UTF_8))
            .collect(Collectors.joining("&"));
    return BodyPublishers.ofString(
        given + "&client_secret=" + URLEncoder.encode(config.clientSecret().reveal(), UTF_8));
  }

  private HttpRequest.Builder platform(String path, String token) {
    return HttpRequest.newBuilder(URI.create(config.api() + path))
        .header("Accept", PLATFORM)
        .header("Authorization", "Bearer " + token);
  }
}
