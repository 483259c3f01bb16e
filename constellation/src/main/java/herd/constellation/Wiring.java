package herd.constellation;

import herd.fleet.local.Binaries;
import herd.fleet.local.PortRange;
import herd.service.Environment;
import herd.simulator.Customer;
import herd.simulator.Manifest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What each part is configured with: the same variables as anywhere, with a laptop's values. */
record Wiring(Folder folder, Ports ports, Secrets secrets, Map<String, String> outside) {
  static final String ADDON = "heroku-postgresql";
  static final String CUSTOMER = "you@example.com";

  String marketplaceUrl() {
    return url(ports.marketplace());
  }

  String frontDoorUrl() {
    return url(ports.frontDoor());
  }

  String starterUrl() {
    return url(ports.starter());
  }

  String productionUrl() {
    return url(ports.production());
  }

  String adminUrl() {
    return url(ports.admin());
  }

  Manifest manifest() {
    return new Manifest(
        ADDON,
        secrets.of("addon-password"),
        secrets.of("addon-sso-salt"),
        secrets.of("addon-client-secret"));
  }

  Customer customer() {
    return new Customer(CUSTOMER, secrets.of("customer-token"));
  }

  String operatorToken() {
    return secrets.of("operator-token");
  }

  Environment frontDoor() {
    Map<String, String> variables = control("herd_front_door");
    variables.put("HERD_FRONT_PORT", "" + ports.frontDoor());
    variables.put("HERD_STARTER_URL", starterUrl());
    variables.put("HERD_PRODUCTION_URL", productionUrl());
    return new Environment(variables);
  }

  /** The starter tier's release, web and what needs no vantage. */
  Environment starter() {
    return new Environment(starterVariables("home"));
  }

  /** The starter tier's feelers of one vantage. */
  Environment starter(String vantage) {
    return feeler(starterVariables(vantage), vantage, ports.signals(vantage));
  }

  /** The production tier's release, web and what needs no vantage. */
  Environment production() {
    return new Environment(productionVariables("home"));
  }

  /** The production tier's feelers of one vantage. */
  Environment production(String vantage) {
    return feeler(productionVariables(vantage), vantage, ports.productionSignals(vantage));
  }

  private Environment feeler(Map<String, String> variables, String vantage, int signals) {
    variables.put("HERD_VANTAGE_SOCKS", "127.0.0.1:" + ports.relay(vantage));
    variables.put("HERD_SIGNALS_PORT", "" + signals);
    return new Environment(variables);
  }

  Environment admin() {
    Map<String, String> variables = control("herd_admin");
    variables.put("HERD_ADMIN_PORT", "" + ports.admin());
    variables.put("HERD_STARTER_URL", starterUrl());
    variables.put("HERD_PRODUCTION_URL", productionUrl());
    variables.put("HERD_SERVICE_TOKEN", secrets.of("service-token"));
    variables.put("HERD_OPERATOR_TOKENS", "laptop=" + operatorToken());
    return new Environment(variables);
  }

  private Map<String, String> starterVariables(String vantage) {
    Map<String, String> variables = tier("herd_starter_tier", vantage);
    variables.put("HERD_STARTER_PORT", "" + ports.starter());
    return variables;
  }

  private Map<String, String> productionVariables(String vantage) {
    Map<String, String> variables = tier("herd_production_tier", vantage);
    variables.put("HERD_PRODUCTION_PORT", "" + ports.production());
    // Each spare is a Postgres of its own: a laptop keeps one, where a database is asked for most.
    variables.put("HERD_PRODUCTION_SPARES", "us=1");
    variables.put(
        "HERD_POSTGRES_VERSIONS",
        Binaries.find(outside).versions().stream()
            .map(String::valueOf)
            .collect(Collectors.joining(",")));
    return variables;
  }

  private Map<String, String> tier(String role, String vantage) {
    Map<String, String> variables = control(role);
    variables.put("HERD_CONTROL_OWNER_USER", ControlDatabase.OWNER);
    variables.put("HERD_CONTROL_OWNER_PASSWORD", secrets.of(ControlDatabase.OWNER));
    variables.put("HERD_VANTAGE", vantage);
    variables.put("HERD_VANTAGE_ECHO", "127.0.0.1:" + ports.echo());
    variables.put("HERD_PROVIDER", "local");
    variables.put("HERD_LOCAL_FOLDER", folder.servers().toString());
    PortRange servers = ports.servers();
    variables.put(
        "HERD_LOCAL_PORTS", servers.first() + "-" + (servers.first() + servers.count() - 1));
    variables.put("HERD_ZONES", String.join(",", Vantages.NAMES));
    variables.put("HERD_REGIONS", "us,eu");
    variables.put("HERD_SSH_KEY_FILE", secrets.sshKeyFile().toString());
    variables.put("HERD_SECRET_KEY_FILE", secrets.sealingKeyFile().toString());
    variables.put("HERD_LAPTOP", "true");
    Manifest manifest = manifest();
    variables.put("HERD_ADDON_ID", manifest.id());
    variables.put("HERD_ADDON_PASSWORD", manifest.password());
    variables.put("HERD_ADDON_SSO_SALT", manifest.ssoSalt());
    variables.put("HERD_ADDON_CLIENT_SECRET", manifest.clientSecret());
    variables.put("HERD_MARKETPLACE_API_URL", marketplaceUrl());
    variables.put("HERD_MARKETPLACE_ID_URL", marketplaceUrl());
    variables.put("HERD_SERVICE_TOKEN", secrets.of("service-token"));
    return variables;
  }

  private Map<String, String> control(String role) {
    Map<String, String> variables = new LinkedHashMap<>();
    // Which programs to use, and whose processes to start, is the machine's to say.
    for (String name :
        List.of(
            "HOME",
            "PATH",
            "XDG_CACHE_HOME",
            "HERD_POSTGRES_BIN",
            "HERD_PGBOUNCER",
            "HERD_SSHD",
            "HERD_SSHD_LIBRARY_PATH",
            "HERD_LOCAL_USER",
            "HERD_LOG_LEVEL")) {
      if (outside.containsKey(name)) {
        variables.put(name, outside.getOrDefault(name, ""));
      }
    }
    variables.put(
        "HERD_CONTROL_URL",
        "jdbc:postgresql://127.0.0.1:%d/%s".formatted(ports.control(), ControlDatabase.NAME));
    variables.put("HERD_CONTROL_USER", role);
    variables.put("HERD_CONTROL_PASSWORD", secrets.of(role));
    variables.put("HERD_CONTROL_POOL", "4");
    return variables;
  }

  private static String url(int port) {
    return "http://127.0.0.1:" + port;
  }
}
