package herd.constellation.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** A customer at the marketplace, with the few calls the demo makes. Thread-safe. */
public final class Marketplace {
  private final Api api;

  /** By the variables of {@code DIR/env}. */
  public Marketplace(Map<String, String> env) {
    this.api = new Api(env.getOrDefault("HEROKU_HOST", ""), env.getOrDefault("HEROKU_API_KEY", ""));
  }

  /** A database as its customer sees it. */
  public record Addon(String id, String name, String state) {
    static Addon of(JsonNode json) {
      return new Addon(
          json.path("id").asText(), json.path("name").asText(), json.path("state").asText());
    }
  }

  public void createApp(String name) {
    api.post("/apps", Map.of("name", name));
  }

  public Addon createAddon(String app, String plan) {
    return Addon.of(api.post("/apps/" + app + "/addons", Map.of("plan", plan)));
  }

  public Addon addon(String id) {
    return Addon.of(api.get("/addons/" + id));
  }

  /** What the app finds in its environment. */
  public String databaseUrl(String app) {
    return api.get("/apps/" + app + "/config-vars").path("DATABASE_URL").asText();
  }

  public void destroyAddon(String app, String id) {
    api.delete("/apps/" + app + "/addons/" + id);
  }

  public void destroyApp(String name) {
    api.delete("/apps/" + name);
  }
}
