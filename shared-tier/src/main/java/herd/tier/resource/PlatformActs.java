package herd.tier.resource;

import static herd.tier.generated.Tables.RESOURCE;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.val;

import herd.controlplane.ControlPlane;
import herd.controlplane.ring.Act;
import herd.controlplane.ring.Claim;
import herd.service.Sealer;
import herd.tier.generated.tables.records.ResourceRecord;
import herd.tier.market.Market;
import herd.tier.market.MarketTrouble;
import herd.tier.market.MarketTrouble.Kind;
import herd.tier.market.Tokens;
import java.net.URI;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jooq.Field;

/**
 * What is done at the marketplace's platform for one resource: the grant is exchanged, the config
 * sent, the platform told that it is up. Each re-reads the wish first, because a deprovision wins
 * over a provision that still runs (SAFETY 22).
 */
public final class PlatformActs {

  private static final Field<OffsetDateTime> CLOCK =
      field("clock_timestamp()", OffsetDateTime.class);

  private static final String NO_LONGER_THERE = "the platform no longer has it";

  /** An access token this close to its end is renewed first. */
  private static final Duration NEARLY_OVER = Duration.ofMinutes(5);

  private final ControlPlane plane;
  private final Resources resources;
  private final Market market;
  private final Sealer sealer;
  private final String configVar;

  /**
   * @param configVar the config var that holds the URL, such as HEROKU_POSTGRESQL_URL
   */
  public PlatformActs(
      ControlPlane plane, Resources resources, Market market, Sealer sealer, String configVar) {
    this.plane = plane;
    this.resources = resources;
    this.market = market;
    this.sealer = sealer;
    this.configVar = configVar;
  }

  /**
   * Spends the grant's code. That it is being spent is stored first: when this process dies between
   * the answer and its storing, the next try is refused, and the grant counts as lost.
   */
  public Act exchangeGrant(UUID id) {
    return alone(
        id,
        row -> {
          if (!grant(id, "sent", "given", "sent")) {
            return "the grant is settled";
          }
          String code = sealer.open(row.getGrantCode(), Resources.context(id, "grant"));
          try {
            store(id, market.exchange(code));
            return "the grant was exchanged";
          } catch (MarketTrouble e) {
            if (e.kind() == Kind.RETRY) {
              throw e;
            }
            grant(id, "lost", "sent");
            return "the grant is lost: " + e.getMessage();
          }
        });
  }

  /** Sends the URL. */
  public Act sendConfig(UUID id) {
    return alone(
        id,
        row -> {
          String url = resources.endpoint(row).orElseThrow().url();
          boolean there = told(row, token -> market.sendConfig(id, token, Map.of(configVar, url)));
          if (!there) {
            return NO_LONGER_THERE;
          }
          plane
              .dsl()
              .update(RESOURCE)
              .set(RESOURCE.CONFIG_TOLD, row.getConfigVersion())
              .where(RESOURCE.ID.eq(id))
              .execute();
          return "the platform knows the URL";
        });
  }

  /**
   * Sends what one namespace of the add-on's config shows, such as {@code credential:NAME}.
   *
   * @param url empty takes it away
   * @param then what to note once the platform knows
   */
  public Act sendConfig(
      UUID id,
      String namespace,
      Function<ResourceRecord, Optional<String>> url,
      Consumer<ResourceRecord> then) {
    return alone(
        id,
        row -> {
          Optional<String> value = url.apply(row);
          boolean there =
              told(row, token -> market.sendConfig(id, token, namespace, Map.of(configVar, value)));
          if (!there) {
            return NO_LONGER_THERE;
          }
          then.accept(row);
          return "the platform knows " + namespace;
        });
  }

  /**
   * Tells the platform that it is up; when the customer has removed it meanwhile, it is unwanted.
   */
  public Act tellProvisioned(UUID id) {
    return alone(
        id,
        row -> {
          if (!told(row, token -> market.provisioned(id, token))) {
            return NO_LONGER_THERE;
          }
          markProvisioned(row);
          return "the platform knows that it is up";
        });
  }

  /**
   * The same. The classic contract answers its own request with the URL; when that took too long,
   * it is called back instead.
   */
  public Act tellProvisioned(ResourceRecord row) {
    return Grant.isTold(row)
        ? tellProvisioned(row.getId())
        : alone(
            row.getId(),
            now -> {
              Optional<URI> callback = callback(now);
              boolean heard = callback.isEmpty() || calledBack(now, callback.get());
              return !markProvisioned(now)
                  ? "the platform waits for a call since just now"
                  : callback.isEmpty()
                      ? "its own request is answered with the URL"
                      : heard
                          ? "the platform was called back"
                          : "nobody waits for the call: whoever asks again is answered";
            });
  }

  private static Optional<URI> callback(ResourceRecord row) {
    return Optional.ofNullable(row.getCallbackUrl())
        .filter(_ -> row.getContract().equals("classic"))
        .map(URI::create)
        .filter(URI::isAbsolute);
  }

  /**
   * False when there is nobody to be called any more. That is no word that the database is not
   * wanted: a call may have been heard whose answer was lost.
   */
  private boolean calledBack(ResourceRecord row, URI callback) {
    Map<String, String> values = Map.of(configVar, resources.endpoint(row).orElseThrow().url());
    try {
      market.callBack(callback, row.getId(), values);
      return true;
    } catch (MarketTrouble e) {
      if (e.kind() != Kind.GONE) {
        throw e;
      }
      return false;
    }
  }

  /** False when a call was promised meanwhile: then the next run makes it. */
  private boolean markProvisioned(ResourceRecord row) {
    return plane
            .dsl()
            .update(RESOURCE)
            .set(RESOURCE.PROVISIONED_AT, CLOCK)
            .where(RESOURCE.ID.eq(row.getId()))
            .and(RESOURCE.CALLBACK_URL.isNotDistinctFrom(row.getCallbackUrl()))
            .execute()
        == 1;
  }

  private interface Step {
    String run(ResourceRecord row) throws Exception;
  }

  /** Under the resource's own lease, on the row as it is then, unless it is no longer wanted. */
  private Act alone(UUID id, Step step) {
    return Act.under(
        List.of(Claim.alone(id)),
        _ -> {
          Optional<ResourceRecord> row =
              resources.find(id).filter(found -> found.getDeprovisionedAt() == null);
          return row.isPresent() ? step.run(row.get()) : "no longer wanted";
        });
  }

  /**
   * Tells the platform something with the resource's own token. A token that it takes no more is
   * renewed and stored, and the next run tells it again. False when the customer has removed it
   * before it was ever up: then it is unwanted. Once it was up there is data in it, and only the
   * customer's own request removes that.
   */
  private boolean told(ResourceRecord row, Consumer<String> call) {
    try {
      call.accept(accessToken(row));
      return true;
    } catch (MarketTrouble e) {
      return switch (e.kind()) {
        case GONE -> {
          if (row.getProvisionedAt() != null) {
            throw e;
          }
          resources.deprovision(row.getId());
          yield false;
        }
        case UNAUTHORIZED -> {
          renew(row);
          throw e;
        }
        case RETRY, REFUSED -> throw e;
      };
    }
  }

  private String accessToken(ResourceRecord row) {
    boolean nearlyOver =
        plane
            .dsl()
            .fetchExists(
                RESOURCE,
                RESOURCE.ID.eq(row.getId()),
                RESOURCE.TOKEN_EXPIRES_AT.lt(
                    field(
                        "clock_timestamp() + {0} * interval '1 s'",
                        OffsetDateTime.class, val(NEARLY_OVER.toSeconds()))));
    return nearlyOver
        ? renew(row)
        : sealer.open(row.getAccessToken(), Resources.context(row.getId(), "access"));
  }

  private String renew(ResourceRecord row) {
    String refresh = sealer.open(row.getRefreshToken(), Resources.context(row.getId(), "refresh"));
    Tokens renewed = market.refresh(refresh);
    store(row.getId(), renewed);
    return renewed.accessToken();
  }

  private void store(UUID id, Tokens tokens) {
    plane
        .dsl()
        .update(RESOURCE)
        .set(
            RESOURCE.ACCESS_TOKEN,
            sealer.seal(tokens.accessToken(), Resources.context(id, "access")))
        .set(
            RESOURCE.REFRESH_TOKEN,
            sealer.seal(tokens.refreshToken(), Resources.context(id, "refresh")))
        .set(
            RESOURCE.TOKEN_EXPIRES_AT,
            field(
                "clock_timestamp() + {0} * interval '1 s'",
                OffsetDateTime.class, val(tokens.validFor().toSeconds())))
        .set(RESOURCE.GRANT_STATE, "held")
        .setNull(RESOURCE.GRANT_CODE)
        .where(RESOURCE.ID.eq(id))
        .execute();
  }

  /**
   * Only in its turn: a worker that stood still meanwhile must not undo what its successor was
   * granted.
   */
  private boolean grant(UUID id, String state, String... from) {
    return plane
            .dsl()
            .update(RESOURCE)
            .set(RESOURCE.GRANT_STATE, state)
            .where(RESOURCE.ID.eq(id), RESOURCE.GRANT_STATE.in(from))
            .execute()
        == 1;
  }
}
