package herd.simulator.platform;

import com.fasterxml.jackson.databind.node.ObjectNode;
import herd.simulator.Catalog;
import herd.simulator.Customer;
import herd.simulator.Manifest;
import herd.simulator.Plan;
import herd.simulator.SimulatorConfig;
import herd.simulator.StableId;
import herd.simulator.http.Answers;
import herd.simulator.state.Addon;
import herd.simulator.state.App;
import herd.simulator.state.Attachment;
import herd.simulator.state.ConfigVars;
import herd.simulator.state.Release;
import herd.simulator.state.World;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Records as the platform shows them (heroku-cli.md, section 4). Nested plans and services are
 * always whole and config vars always there, so no Accept-Expansion or -Inclusion needs reading.
 */
final class Views {
  private final Manifest manifest;
  private final Catalog catalog;
  private final ConfigVars vars;
  private final Supplier<URI> self;

  Views(SimulatorConfig config, Supplier<URI> self) {
    this.manifest = config.manifest();
    this.catalog = config.catalog();
    this.vars = new ConfigVars(manifest);
    this.self = self;
  }

  ObjectNode app(App app) {
    ObjectNode node =
        named(app.id(), app.name())
            .put("maintenance", app.maintenance())
            .put("created_at", time(app.createdAt()))
            .put("updated_at", time(app.updatedAt()))
            .put("released_at", time(app.releases().getLast().at()))
            .put("web_url", "https://" + app.name() + ".herokuapp.com/")
            .put("git_url", "https://git.heroku.com/" + app.name() + ".git")
            .put("acm", false)
            .put("locked", false)
            .put("repo_size", 0)
            .put("slug_size", 0)
            .putNull("archived_at")
            .putNull("buildpack_provided_description")
            .putNull("organization")
            .putNull("space")
            .putNull("team")
            .putNull("internal_routing");
    node.set("owner", account(app.owner()));
    node.set("region", region(app.region()));
    node.set("stack", named(StableId.of("stack", "heroku-24"), "heroku-24"));
    node.set("build_stack", named(StableId.of("stack", "heroku-24"), "heroku-24"));
    return node;
  }

  ObjectNode account(String email) {
    return Answers.object().put("id", Customer.idOf(email).toString()).put("email", email);
  }

  ObjectNode release(App app, Release release) {
    ObjectNode node =
        Answers.object()
            .put("id", release.id().toString())
            .put("version", release.version())
            .put("description", release.description())
            .put("status", "succeeded")
            .put("current", release.equals(app.releases().getLast()))
            .put("created_at", time(release.at()))
            .put("updated_at", time(release.at()))
            .putNull("slug")
            .putNull("output_stream_url");
    node.set("user", account(release.by()));
    node.set("app", named(app.id(), app.name()));
    return node;
  }

  ObjectNode addon(World world, Addon addon) {
    if (world.removals().containsKey(addon.id())) {
      return addon(world, addon, "deprovisioning");
    }
    return addon(world, addon, addon.provisioned() ? "provisioned" : "provisioning");
  }

  ObjectNode addon(World world, Addon addon, String state) {
    List<Attachment> attachments = world.attachmentsOf(addon.id());
    Optional<Plan> plan = catalog.named(addon.plan());
    ObjectNode node =
        named(addon.id(), addon.name())
            .put("state", state)
            .put("provider_id", addon.id().toString())
            .put("provision_message", addon.message())
            .put("web_url", webUrl(addon))
            .put("created_at", time(addon.createdAt()))
            .put("updated_at", time(addon.updatedAt()));
    node.set("app", appOf(world, addon.app()));
    node.set("addon_service", service());
    node.set("plan", plan(addon.plan()));
    node.set("billed_price", price(plan));
    node.putArray("actions");
    var names = node.putArray("config_vars");
    attachments.stream().flatMap(a -> vars.names(world, a).stream()).distinct().forEach(names::add);
    return node;
  }

  ObjectNode attachment(World world, Attachment attachment) {
    ObjectNode node =
        named(attachment.id(), attachment.name())
            .put("created_at", time(attachment.createdAt()))
            .put("updated_at", time(attachment.createdAt()))
            .putNull("log_input_url");
    if (attachment.namespace().equals(Attachment.DEFAULT)) {
      node.putNull("namespace");
    } else {
      node.put("namespace", attachment.namespace());
    }
    node.set("app", appOf(world, attachment.app()));
    world
        .addon(attachment.addon())
        .ifPresent(addon -> {
          ObjectNode inner = named(addon.id(), addon.name());
          inner.set("app", appOf(world, addon.app()));
          inner.set("plan", plan(addon.plan()));
          node.set("addon", inner);
          node.put("web_url", webUrl(addon));
        });
    var names = node.putArray("config_vars");
    vars.names(world, attachment).forEach(names::add);
    return node;
  }

  ObjectNode service() {
    ObjectNode node =
        named(manifest.serviceId(), manifest.id())
            .put("human_name", "Heroku Postgres")
            .put("cli_plugin_name", manifest.id())
            .put("state", "ga")
            .put("supports_multiple_installations", true)
            .put("supports_sharing", true)
            .put("created_at", "2026-01-01T00:00:00Z")
            .put("updated_at", "2026-01-01T00:00:00Z");
    return node;
  }

  ObjectNode plan(String name) {
    Optional<Plan> plan = catalog.named(name);
    ObjectNode node =
        Answers.object()
            .put("id", plan.map(p -> p.id().toString()).orElse(""))
            .put("name", manifest.id() + ":" + name)
            .put("human_name", plan.map(Plan::humanName).orElse(name))
            .put("description", manifest.id() + " " + name)
            .put("default", plan.equals(catalog.plans().stream().findFirst()))
            .put("state", "ga")
            .put("visible", true)
            .put("created_at", "2026-01-01T00:00:00Z")
            .put("updated_at", "2026-01-01T00:00:00Z");
    node.set("price", price(plan));
    node.set("addon_service", named(manifest.serviceId(), manifest.id()));
    return node;
  }

  ObjectNode region(String name) {
    return named(StableId.of("region", name), name);
  }

  static ObjectNode named(UUID id, String name) {
    return Answers.object().put("id", id.toString()).put("name", name);
  }

  static String time(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private ObjectNode appOf(World world, UUID id) {
    return named(id, world.app(id).map(App::name).orElse(""));
  }

  private String webUrl(Addon addon) {
    return self.get() + "/apps/" + addon.app() + "/addons/" + addon.id() + "/sso/page";
  }

  private static ObjectNode price(Optional<Plan> plan) {
    return Answers.object()
        .put("cents", plan.map(Plan::cents).orElse(0))
        .put("unit", "month")
        .put("contract", false)
        .put("metered", false);
  }
}
