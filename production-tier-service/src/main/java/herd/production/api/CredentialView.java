package herd.production.api;

import herd.production.credential.Credential;
import herd.service.Sealer;
import herd.tier.data.Database;
import herd.tier.data.DatabaseView;
import herd.tier.resource.Resources.Endpoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A credential as the CLI reads it (heroku-cli.md, section 7). */
record CredentialView(Sealer sealer) {

  /**
   * @param row empty for a default of which nothing was asked yet
   */
  Map<String, @Nullable Object> of(Database database, String name, Optional<Credential> row) {
    Map<String, @Nullable Object> view = DatabaseView.credential(database, name);
    row.ifPresent(one -> {
      if (database.up()) {
        view.put("state", state(one));
        view.put(
            "credentials",
            one.made() ? logins(database, database.endpoint().orElseThrow(), one) : List.of());
      }
    });
    return view;
  }

  private static String state(Credential one) {
    return !one.wanted()
        ? "revoking"
        : !one.made() ? "provisioning" : one.rotating() ? "rotating" : "active";
  }

  private List<Map<String, @Nullable Object>> logins(
      Database database, Endpoint endpoint, Credential one) {
    List<Map<String, @Nullable Object>> logins = new ArrayList<>();
    logins.add(
        login(
            database,
            one.login(),
            one.password()
                .map(sealed -> sealer.open(sealed, one.context()))
                .orElseGet(endpoint::password),
            "active",
            one.rotating()));
    one.old()
        .ifPresent(sealed ->
            logins.add(
                login(
                    database,
                    one.otherLogin(),
                    sealer.open(sealed, one.context()),
                    "revoking",
                    true)));
    return logins;
  }

  /** How many sessions a login has matters, and is looked at, while one takes another's place. */
  private static Map<String, @Nullable Object> login(
      Database database, String user, String password, String state, boolean counted) {
    Map<String, @Nullable Object> login = new LinkedHashMap<>();
    login.put("user", user);
    login.put("password", password);
    login.put("state", state);
    login.put("connections", counted ? database.facts().sessions().getOrDefault(user, 0) : null);
    return login;
  }
}
