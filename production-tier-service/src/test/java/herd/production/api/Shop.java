package herd.production.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import herd.production.Main;
import herd.tier.LivingTier;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Map;
import java.util.StringJoiner;

/** A customer's app, and a whole production tier that serves it. */
record Shop(LivingTier herd) {

  static final ObjectMapper JSON = new ObjectMapper();

  static Shop open(Map<String, String> variables) throws Exception {
    return new Shop(new LivingTier(Main.DEFINITION, "HERD_PRODUCTION_PORT", variables));
  }

  /** The id of a new database that is up. */
  String buy(String plan) throws Exception {
    return buy(plan, Map.of());
  }

  /** The same with what the customer gave after {@code --}. */
  String buy(String plan, Map<String, String> options) throws Exception {
    URI url = herd.provision(plan, options);
    String id =
        herd.books(
            "select id from production_tier.resource where database = '%s'"
                .formatted(url.getPath().substring(1)));
    herd.await(
        "it is up",
        () ->
            herd.books("select state from control.subject where id = '" + id + "'")
                .equals("AVAILABLE"));
    return id;
  }

  JsonNode get(String path) throws Exception {
    return call("GET", path, "");
  }

  /** A call of the customer's that must go well. */
  JsonNode call(String method, String path, String body) throws Exception {
    HttpResponse<String> answer = herd.data(method, path, body);
    if (answer.statusCode() >= 300) {
      throw new AssertionError(
          "%s %s: %d %s".formatted(method, path, answer.statusCode(), answer.body()));
    }
    return answer.body().isEmpty() ? JSON.nullNode() : JSON.readTree(answer.body());
  }

  /** The page of a database, as its customer's browser comes to it from the dashboard. */
  String page(String id) throws Exception {
    StringJoiner form = new StringJoiner("&");
    herd.platform("GET", "/apps/shop/addons/" + id + "/sso", "")
        .path("params")
        .properties()
        .forEach(one ->
            form.add(one.getKey() + "=" + URLEncoder.encode(one.getValue().asText(), UTF_8)));
    try (HttpClient browser =
        HttpClient.newBuilder()
            .cookieHandler(new CookieManager())
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build()) {
      return browser
          .send(
              HttpRequest.newBuilder(herd.web().resolve("/sso/login"))
                  .header("Content-Type", "application/x-www-form-urlencoded")
                  .POST(BodyPublishers.ofString(form.toString()))
                  .build(),
              BodyHandlers.ofString())
          .body();
    }
  }

  /** The first value that a statement of the customer's gives. */
  String sql(String id, String text) throws Exception {
    try (Connection connection = LivingTier.connect(urlOf(id));
        Statement statement = connection.createStatement()) {
      if (!statement.execute(text)) {
        return "";
      }
      try (ResultSet row = statement.getResultSet()) {
        row.next();
        return row.getString(1);
      }
    }
  }

  /** The URL that the app has of it. */
  URI urlOf(String id) throws Exception {
    JsonNode addon = herd.platform("GET", "/addons/" + id, "");
    String variable = addon.path("config_vars").path(0).asText();
    return URI.create(herd.platform("GET", "/apps/shop/config-vars", "").path(variable).asText());
  }
}
