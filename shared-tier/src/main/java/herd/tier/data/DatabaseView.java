package herd.tier.data;

import herd.tier.resource.Resources.Endpoint;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A database as the CLI reads it (heroku-cli.md, sections 5.1 and 7). */
public final class DatabaseView {

  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss Z", Locale.ROOT).withZone(ZoneOffset.UTC);

  private DatabaseView() {}

  /**
   * @param planId the plan's place in its list; the CLI only shows the name
   */
  static Map<String, @Nullable Object> whole(Database database, int planId, Offer offer) {
    Map<String, @Nullable Object> view = new LinkedHashMap<>();
    view.put("addon_id", database.id().toString());
    view.put("name", database.name());
    view.put("resource_url", url(database).orElse(null));
    view.put("plan", Map.of("id", planId, "name", database.plan().humanName()));
    view.put("created_at", SECOND.format(database.createdAt()));
    view.put("postgres_version", database.facts().version().orElse(null));
    view.put("following", offer.following(database).orElse(null));
    view.put("forked_from", null);
    view.put("leader", offer.leader(database).orElse(null));
    view.put("waiting?", database.waiting());
    view.put("num_bytes", database.facts().bytes().orElse(0L));
    view.put("num_tables", database.facts().tables().orElse(0L));
    view.put("info", offer.info(database));
    return view;
  }

  static Map<String, Object> waitStatus(Database database, Offer offer) {
    Optional<String> underWay = database.waiting() ? Optional.empty() : offer.underWay(database);
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("waiting?", database.waiting() || underWay.isPresent());
    status.put("message", underWay.orElse(database.status().toLowerCase(Locale.ROOT)));
    return status;
  }

  /** The credential that every database has. */
  static Map<String, @Nullable Object> defaultCredential(Database database) {
    return credential(database, "default");
  }

  /** A credential, with the login of the database's own URL. */
  public static Map<String, @Nullable Object> credential(Database database, String name) {
    Optional<Endpoint> endpoint = database.endpoint().filter(_ -> database.up());
    Map<String, @Nullable Object> view = new LinkedHashMap<>();
    byte[] seed = (database.id() + "/" + name).getBytes(StandardCharsets.UTF_8);
    view.put("uuid", UUID.nameUUIDFromBytes(seed).toString());
    view.put("name", name);
    view.put("state", endpoint.isPresent() ? "active" : "provisioning");
    view.put("database", endpoint.map(Endpoint::database).orElse(null));
    view.put("host", endpoint.map(Endpoint::host).orElse(null));
    view.put("port", endpoint.map(Endpoint::port).orElse(null));
    view.put("credentials", endpoint.map(DatabaseView::login).stream().toList());
    return view;
  }

  private static Map<String, @Nullable Object> login(Endpoint endpoint) {
    Map<String, @Nullable Object> login = new LinkedHashMap<>();
    login.put("user", endpoint.user());
    login.put("password", endpoint.password());
    login.put("state", "active");
    login.put("connections", null);
    return login;
  }

  /** A moment as programs read it. */
  public static String second(Instant at) {
    return SECOND.format(at);
  }

  private static Optional<String> url(Database database) {
    return database.endpoint().filter(_ -> database.up()).map(Endpoint::url);
  }
}
