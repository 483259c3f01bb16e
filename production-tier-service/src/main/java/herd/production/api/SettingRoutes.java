package herd.production.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import herd.controlplane.ControlPlane;
import herd.production.setting.CustomerSetting;
import herd.production.setting.CustomerSettings;
import herd.production.setting.SettingsDue;
import herd.service.http.ApiError;
import herd.service.http.JsonBody;
import herd.tier.data.BriefWait;
import herd.tier.data.Database;
import herd.tier.data.Doors;
import herd.tier.plan.Plans;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@code pg:settings} and all below it (heroku-cli.md, section 8). Both calls answer the whole
 * list, as it is wanted: 202 while a server still lacks a change.
 */
record SettingRoutes(ControlPlane plane, Plans plans) {

  private static final String PATH = "/postgres/v0/databases/{id}/config";
  private static final Duration LIMIT = Duration.ofSeconds(10);

  void mount(Doors doors) {
    doors.get(PATH, (ctx, database) -> ctx.json(view(database))).patch(PATH, this::change);
  }

  private void change(Context ctx, Database database) {
    Map<String, String> chosen = chosen(JsonBody.of(ctx).object());
    database.refuseUnlessUp();
    plane
        .dsl()
        .transaction(tx -> {
          CustomerSettings.change(tx.dsl(), database.id(), chosen);
          plane.subjects().in(tx.dsl()).wished(database.id());
        });
    boolean soon =
        BriefWait.until(LIMIT, () -> SettingsDue.of(plane.dsl(), plans, database.id()).allTold());
    ctx.status(soon ? 200 : 202).json(view(database));
  }

  private static Map<String, String> chosen(ObjectNode body) {
    Map<String, String> chosen = new HashMap<>();
    body.properties()
        .forEach(field -> {
          CustomerSetting setting =
              CustomerSetting.of(field.getKey())
                  .orElseThrow(() ->
                      ApiError.invalid("There is no such setting; pg:settings shows them all."));
          String value =
              setting
                  .read(field.getValue())
                  .orElseThrow(() ->
                      ApiError.invalid("'%s' cannot be that.".formatted(setting.key()))
                          .with("field", setting.key()));
          if (setting.key().equals(CustomerSetting.DATA_CONNECTOR) && value.equals("true")) {
            throw new ApiError(422, "unprocessable", "There are no data connectors here.");
          }
          chosen.put(setting.key(), value);
        });
    if (chosen.isEmpty()) {
      throw ApiError.invalid("The body names no setting.");
    }
    return chosen;
  }

  private Map<String, Object> view(Database database) {
    Map<String, String> stored = CustomerSettings.of(plane.dsl(), database.id());
    Map<String, Object> view = new LinkedHashMap<>();
    for (CustomerSetting one : CustomerSetting.ALL) {
      Map<String, Object> shown = new LinkedHashMap<>();
      shown.put("value", one.shown(stored.getOrDefault(one.key(), one.initial())));
      shown.put("default", one.shown(one.initial()));
      shown.put("desc", one.description());
      if (!one.values().isEmpty()) {
        shown.put("values", one.values());
      }
      view.put(one.key(), shown);
    }
    return view;
  }
}
