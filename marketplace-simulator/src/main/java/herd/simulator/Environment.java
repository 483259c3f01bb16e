package herd.simulator;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a configuration from {@code HERD_…} variables; every error names its variable. */
final class Environment {
  /** A variable that is absent or wrong. Never carries a secret's value. */
  static final class Unusable extends RuntimeException {
    Unusable(String variable, String why) {
      super(variable + " " + why);
    }
  }

  private final Map<String, String> variables;

  Environment(Map<String, String> variables) {
    this.variables = Map.copyOf(variables);
  }

  SimulatorConfig config() {
    return new SimulatorConfig(
        text("HERD_MARKETPLACE_HOST").orElse("127.0.0.1"),
        port("HERD_MARKETPLACE_PORT", 5000),
        text("HERD_MARKETPLACE_URL").map(value -> url("HERD_MARKETPLACE_URL", value)),
        text("HERD_MARKETPLACE_STATE").map(Path::of),
        url("HERD_URL", text("HERD_URL").orElse("http://127.0.0.1:7000")),
        new Manifest(
            addonId(),
            required("HERD_ADDON_PASSWORD"),
            required("HERD_ADDON_SSO_SALT"),
            required("HERD_ADDON_CLIENT_SECRET")),
        customers("HERD_MARKETPLACE_CUSTOMERS"),
        catalog("HERD_MARKETPLACE_PLANS"),
        Timing.documented(),
        InstantSource.system());
  }

  private Optional<String> text(String name) {
    return Optional.ofNullable(variables.get(name)).map(String::strip).filter(v -> !v.isEmpty());
  }

  private String required(String name) {
    return text(name).orElseThrow(() -> new Unusable(name, "is not set"));
  }

  private String addonId() {
    String id = text("HERD_ADDON_ID").orElse("heroku-postgresql");
    if (!id.matches("[a-z][a-z0-9-]*")) {
      throw new Unusable("HERD_ADDON_ID", "must be lower case letters, digits and dashes");
    }
    return id;
  }

  private int port(String name, int otherwise) {
    String value = text(name).orElse(Integer.toString(otherwise));
    if (!value.matches("[0-9]{1,5}") || Integer.parseInt(value) > 65535) {
      throw new Unusable(name, "must be a port, 0 to 65535");
    }
    return Integer.parseInt(value);
  }

  private static URI url(String name, String value) {
    try {
      URI url = URI.create(value);
      if (("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
          && url.getHost() != null) {
        return url;
      }
      throw new Unusable(name, "must be an http:// or https:// URL");
    } catch (IllegalArgumentException e) {
      throw new Unusable(name, "must be an http:// or https:// URL");
    }
  }

  private List<Customer> customers(String name) {
    var customers = new ArrayList<Customer>();
    for (String pair : required(name).split(",")) {
      int equals = pair.indexOf('=');
      if (equals < 1 || equals == pair.length() - 1) {
        throw new Unusable(name, "must be e-mail=token, separated by commas");
      }
      customers.add(
          new Customer(pair.substring(0, equals).strip(), pair.substring(equals + 1).strip()));
    }
    return customers;
  }

  private Catalog catalog(String name) {
    Optional<String> file = text(name);
    if (file.isEmpty()) {
      return Catalog.standard();
    }
    try {
      return Catalog.from(Path.of(file.get()));
    } catch (IOException | IllegalArgumentException e) {
      throw new Unusable(name, "must be a readable JSON list of plans: " + e.getMessage());
    }
  }
}
