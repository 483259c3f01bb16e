package herd.simulator.state;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * An add-on. One that is being removed has no state of its own: until the provider agrees it is
 * what it was, and then it is gone.
 *
 * @param app the app that owns (is billed for) it
 * @param plan without the slug
 * @param options what the customer gave after {@code --}
 * @param config by namespace ({@link Attachment#DEFAULT} or {@code credential:NAME}), as the
 *     provider names the variables
 * @param message the provider's last word to the customer, or empty
 */
public record Addon(
    UUID id,
    String name,
    UUID app,
    String plan,
    State state,
    Map<String, String> options,
    Map<String, Map<String, String>> config,
    String message,
    Instant createdAt,
    Instant updatedAt) {

  public enum State {
    /** The provider has not answered yet; asked again after a restart. */
    REQUESTED,
    /** The provider took it on and will finish it later. */
    ACCEPTED,
    PROVISIONED
  }

  public boolean provisioned() {
    return state == State.PROVISIONED;
  }

  public Map<String, String> configOf(String namespace) {
    return config.getOrDefault(namespace, Map.of());
  }

  public Addon withName(String value, Instant at) {
    return new Addon(id, value, app, plan, state, options, config, message, createdAt, at);
  }

  public Addon withPlan(String value, Instant at) {
    return new Addon(id, name, app, value, state, options, config, message, createdAt, at);
  }

  public Addon withState(State value, Instant at) {
    return new Addon(id, name, app, plan, value, options, config, message, createdAt, at);
  }

  public Addon withMessage(String value) {
    return new Addon(id, name, app, plan, state, options, config, value, createdAt, updatedAt);
  }

  /** Values replace; an empty one removes its variable. */
  public Addon withConfig(String namespace, Map<String, Optional<String>> changes, Instant at) {
    var values = new TreeMap<>(configOf(namespace));
    changes.forEach(
        (key, value) -> value.ifPresentOrElse(v -> values.put(key, v), () -> values.remove(key)));
    var all = new HashMap<>(config);
    all.put(namespace, Map.copyOf(values));
    return new Addon(id, name, app, plan, state, options, Map.copyOf(all), message, createdAt, at);
  }

  @Override
  public String toString() {
    return "Addon[" + name + " " + id + " " + state + "]";
  }
}
