package herd.simulator.market;

import com.fasterxml.jackson.databind.node.ObjectNode;
import herd.simulator.SimulatorConfig;
import herd.simulator.http.Answers;
import herd.simulator.http.Problem;
import herd.simulator.state.Addon;
import herd.simulator.state.App;
import herd.simulator.state.Grant;
import herd.simulator.state.Ledger;
import herd.simulator.state.World;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** The body of a provision (addon-provider.md, section 3.1), the same for every repetition. */
public final class ProvisionRequest {
  private static final DateTimeFormatter EXPIRY =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxx", Locale.ROOT);

  private final SimulatorConfig config;
  private final Ledger ledger;
  private final Supplier<URI> self;

  public ProvisionRequest(SimulatorConfig config, Ledger ledger, Supplier<URI> self) {
    this.config = config;
    this.ledger = ledger;
    this.self = self;
  }

  ObjectNode of(UUID id) {
    Grant grant = valid(ledger.now(), id).orElseGet(() -> ledger.change(world -> grant(world, id)));
    World world = ledger.now();
    Addon addon = world.addon(id).orElseThrow(() -> Problem.gone("The add-on was removed."));
    String region = world.app(addon.app()).map(App::region).orElse(Regions.DEFAULT);
    ObjectNode body =
        Answers.object()
            .put("uuid", id.toString())
            .put("name", addon.name())
            .put("plan", addon.plan())
            .put("region", Regions.ALL.get(region))
            .put("callback_url", self.get() + "/addons/" + id);
    body.putObject("oauth_grant")
        .put("code", grant.code())
        .put("type", "authorization_code")
        .put("expires_at", EXPIRY.format(grant.expiresAt().atOffset(ZoneOffset.UTC)));
    ObjectNode options = body.putObject("options");
    for (Map.Entry<String, String> option : addon.options().entrySet()) {
      options.put(option.getKey(), option.getValue());
    }
    return body;
  }

  /** One code per provision; a new one only when the old one ran out before it was used. */
  Grant grant(World world, UUID id) {
    return valid(world, id)
        .orElseGet(() -> {
          Instant expiry = config.clock().instant().plus(config.timing().grant());
          var fresh = new Grant(UUID.randomUUID().toString(), id, expiry, false);
          world.grants().put(fresh.code(), fresh);
          return fresh;
        });
  }

  private Optional<Grant> valid(World world, UUID id) {
    Instant now = config.clock().instant();
    return world.grants().values().stream()
        .filter(grant -> grant.addon().equals(id))
        .filter(grant -> grant.used() || grant.expiresAt().isAfter(now))
        .findFirst();
  }
}
