package herd.tier.addon;

import com.fasterxml.jackson.databind.JsonNode;
import herd.service.http.ApiError;
import herd.service.http.JsonBody;
import herd.tier.plan.Plan;
import herd.tier.resource.Names;
import herd.tier.resource.ProvisionRequest;
import herd.tier.resource.ProvisionRequest.Grant;
import java.net.URI;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** Reads a provision request of either contract, and refuses what we could not keep to. */
final class ProvisionBody {

  /** The platform writes -0800 in its examples and Z elsewhere. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss[.SSSSSS][.SSS][XXX][XX]", Locale.ROOT);

  private static final int LONGEST_NAME = 128;
  private static final int LONGEST_URL = 2_048;

  private final Choices choices;
  private final Regions regions;
  private final Leaders leaders;

  ProvisionBody(Choices choices, Regions regions, Leaders leaders) {
    this.choices = choices;
    this.regions = regions;
    this.leaders = leaders;
  }

  /**
   * @param v3Asked whether the request's media type is that of the current contract
   */
  ProvisionRequest read(JsonBody body, boolean v3Asked) {
    UUID id = body.uuid("uuid");
    JsonBody options = body.nested("options");
    refuseOptions(options);
    Plan plan = choices.plan(body.text("plan"));
    String region = choices.region(body.optionalText("region").orElse(regions.usual()));
    boolean v3 = v3Asked || body.object().hasNonNull("oauth_grant");
    return new ProvisionRequest(
        id,
        v3,
        name(body).orElseGet(() -> "postgresql-" + Names.hex(id).substring(0, 12)),
        plan,
        region,
        version(options).map(major -> "{\"version\": %d}".formatted(major)).orElse("{}"),
        given(options, "follow").map(url -> leaders.of(url, plan, region)),
        v3 ? Optional.empty() : callback(body),
        grant(body));
  }

  private Optional<Integer> version(JsonBody options) {
    Optional<Integer> version = given(options, "version").map(choices::version);
    if (version.isPresent() && given(options, "follow").isPresent()) {
      throw ApiError.invalid(
          "A follower has its leader's PostgreSQL version: leave 'version' out.");
    }
    return version;
  }

  private static Optional<String> given(JsonBody options, String name) {
    return bounded(options, name, LONGEST_URL).filter(given -> !given.equals("false"));
  }

  static Optional<String> name(JsonBody body) {
    Optional<String> name = bounded(body, "name", LONGEST_NAME);
    if (name.filter(n -> n.isBlank() || n.chars().anyMatch(Character::isISOControl)).isPresent()) {
      throw ApiError.invalid("Field 'name' must be a name.").with("field", "name");
    }
    return name;
  }

  private static Optional<String> bounded(JsonBody body, String field, int most) {
    Optional<String> text = body.optionalText(field);
    if (text.filter(t -> t.length() > most).isPresent()) {
      throw ApiError.invalid("Field '%s' is longer than %d characters.".formatted(field, most))
          .with("field", field);
    }
    return text;
  }

  /** The current contract's is not called: where its API is, is configured. */
  private static Optional<URI> callback(JsonBody body) {
    return bounded(body, "callback_url", LONGEST_URL).map(ProvisionBody::web);
  }

  private static URI web(String text) {
    try {
      URI url = URI.create(text);
      boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      if (web && url.getHost() != null && url.getUserInfo() == null) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      // Said below, as of what is a URL of another kind.
    }
    throw ApiError.invalid("Field 'callback_url' must be an http or https URL.")
        .with("field", "callback_url");
  }

  private static Optional<Grant> grant(JsonBody body) {
    if (!body.object().hasNonNull("oauth_grant")) {
      return Optional.empty();
    }
    JsonBody grant = body.nested("oauth_grant");
    // Without a time we have not missed it: the marketplace is asked, and says when it is too late.
    Instant expires = grant.optionalText("expires_at").map(ProvisionBody::time).orElse(FAR);
    return Optional.of(new Grant(grant.text("code"), expires));
  }

  private static final Instant FAR = Instant.parse("9999-01-01T00:00:00Z");

  private static Instant time(String text) {
    try {
      return OffsetDateTime.parse(text, TIME).toInstant();
    } catch (DateTimeParseException e) {
      throw ApiError.invalid("Field 'oauth_grant.expires_at' must be a time.")
          .with("field", "oauth_grant.expires_at");
    }
  }

  /** A bare flag that is off asks for nothing. */
  private static void refuseOptions(JsonBody options) {
    for (var option : options.object().properties()) {
      JsonNode value = option.getValue();
      if (value.isNull() || value.asText().equals("false")) {
        continue;
      }
      switch (option.getKey()) {
        case "follow", "version" -> {}
        case "fork", "rollback" ->
            throw ApiError.invalid(
                "There is no '%s' until the backups service is there. Create an empty database, and copy yours with pg_dump and pg_restore."
                    .formatted(option.getKey()));
        default -> throw ApiError.invalid("This plan has no options; an unknown one was given.");
      }
    }
  }
}
