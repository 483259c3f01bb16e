package herd.tier.resource;

import static herd.tier.generated.Tables.RESOURCE;
import static herd.tier.generated.Tables.SERVER;
import static org.jooq.impl.DSL.field;

import herd.controlplane.ControlPlane;
import herd.service.Sealer;
import herd.tier.Tier;
import herd.tier.generated.tables.records.ResourceRecord;
import herd.tier.plan.Plan;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Record3;

/**
 * A tier's resources as handlers see them: they read rows and record wishes. Nothing here opens a
 * connection to a server or writes a state.
 */
public final class Resources {

  /** The kind of a resource's subject. */
  public static final String KIND = "resource";

  /** The kind of the subject that sees to it that there is room: woken when room is used up. */
  public static final String POOL_KIND = "pool";

  private static final Field<OffsetDateTime> CLOCK =
      field("clock_timestamp()", OffsetDateTime.class);

  /** What came of asking for a database. */
  public enum Asked {
    MADE,
    KNOWN,
    GONE
  }

  private final ControlPlane plane;
  private final Tier tier;
  private final Sealer sealer;
  private final Housing housing;

  /** Many to a server, as the tier grades its plans. */
  public Resources(ControlPlane plane, Tier tier, Sealer sealer) {
    this(plane, tier, sealer, new SharedServers(plane.subjects(), tier.grading()));
  }

  public Resources(ControlPlane plane, Tier tier, Sealer sealer, Housing housing) {
    this.plane = plane;
    this.tier = tier;
    this.sealer = sealer;
    this.housing = housing;
  }

  /**
   * Stores the wish for a database and reserves its room, in one transaction. Asking again, at the
   * same time even, makes nothing new; a resource whose grant was lost takes the new grant.
   */
  public Asked provision(ProvisionRequest request, Enum<?> initial) {
    return plane
        .dsl()
        .transactionResult(tx -> {
          DSLContext in = tx.dsl();
          if (insert(in, request) == 0) {
            return known(in, request);
          }
          plane
              .subjects()
              .in(in)
              .add(request.id(), KIND, request.name(), initial, Optional.empty());
          housing.admit(in, request);
          housing.reserve(in, request.id(), request.region(), request.plan());
          wakePool(plane, in);
          return Asked.MADE;
        });
  }

  private int insert(DSLContext in, ProvisionRequest request) {
    UUID id = request.id();
    // A follower is entered as its leader is.
    Optional<ResourceRecord> leader =
        request.follow().map(of -> in.fetchSingle(RESOURCE, RESOURCE.ID.eq(of)));
    return in.insertInto(RESOURCE)
        .set(RESOURCE.ID, id)
        .set(RESOURCE.CONTRACT, request.v3() ? "v3" : "classic")
        .set(RESOURCE.NAME, request.name())
        .set(RESOURCE.PLAN, request.plan().name())
        .set(RESOURCE.REGION, request.region())
        .set(RESOURCE.OPTIONS, JSONB.valueOf(request.options()))
        .set(RESOURCE.GRANT_STATE, request.grant().isPresent() ? "given" : "none")
        .set(
            RESOURCE.GRANT_CODE,
            request
                .grant()
                .map(grant -> sealer.seal(grant.code(), context(id, "grant")))
                .orElse(null))
        .set(
            RESOURCE.GRANT_EXPIRES_AT,
            request.grant().map(grant -> grant.expiresAt().atOffset(ZoneOffset.UTC)).orElse(null))
        .set(
            RESOURCE.DATABASE,
            leader.map(ResourceRecord::getDatabase).orElseGet(() -> Names.database(id)))
        .set(RESOURCE.LOGIN, leader.map(ResourceRecord::getLogin).orElseGet(() -> Names.login(id)))
        .set(
            RESOURCE.PASSWORD,
            sealer.seal(
                leader.map(this::password).orElseGet(Names::password), context(id, "password")))
        .onConflictDoNothing()
        .execute();
  }

  private Asked known(DSLContext in, ProvisionRequest request) {
    ResourceRecord row = in.fetchSingle(RESOURCE, RESOURCE.ID.eq(request.id()));
    if (row.getDeprovisionedAt() != null) {
      return Asked.GONE;
    }
    if (row.getGrantState().equals("lost") && request.grant().isPresent()) {
      ProvisionRequest.Grant grant = request.grant().get();
      in.update(RESOURCE)
          .set(RESOURCE.GRANT_STATE, "given")
          .set(RESOURCE.GRANT_CODE, sealer.seal(grant.code(), context(row.getId(), "grant")))
          .set(RESOURCE.GRANT_EXPIRES_AT, grant.expiresAt().atOffset(ZoneOffset.UTC))
          .where(RESOURCE.ID.eq(row.getId()))
          .execute();
      plane.subjects().in(in).wished(row.getId());
    }
    return Asked.KNOWN;
  }

  public Optional<ResourceRecord> find(UUID id) {
    return plane.dsl().fetchOptional(RESOURCE, RESOURCE.ID.eq(id));
  }

  /** Whether a database of this tier can follow another one. */
  public boolean followers() {
    return housing.followers();
  }

  /** The major versions of Postgres a customer may choose from; empty when there is no choice. */
  public List<Integer> versions() {
    return housing.versions();
  }

  /** Why nobody may follow a resource, as a customer should read it. */
  public Optional<String> whyNotFollow(ResourceRecord leader) {
    return housing.whyNotFollow(plane.dsl(), leader);
  }

  /**
   * The living resource of a URL that its customer was given; the password must be right, for it
   * says who asks.
   */
  public Optional<ResourceRecord> findByUrl(URI url) {
    String given = String.valueOf(url.getRawUserInfo());
    return plane
        .dsl()
        .selectFrom(RESOURCE)
        .where(RESOURCE.DATABASE.eq(url.getPath().replaceFirst("^/", "")))
        .and(RESOURCE.DEPROVISIONED_AT.isNull())
        .stream()
        .filter(row ->
            endpoint(row)
                .filter(
                    there -> there.port() == url.getPort() && there.host().equals(url.getHost()))
                .isPresent())
        .filter(row -> same(given, row.getLogin() + ":" + password(row)))
        .findFirst();
  }

  private static boolean same(String given, String right) {
    return MessageDigest.isEqual(
        given.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
  }

  /** By uuid or, among those not deprovisioned, by name. */
  public Optional<ResourceRecord> find(String idOrName) {
    Optional<UUID> id = uuid(idOrName);
    return id.isPresent()
        ? find(id.get())
        : plane
            .dsl()
            .selectFrom(RESOURCE)
            .where(RESOURCE.NAME.eq(idOrName), RESOURCE.DEPROVISIONED_AT.isNull())
            .orderBy(RESOURCE.REQUESTED_AT.desc())
            .limit(1)
            .fetchOptional();
  }

  /**
   * Promises the platform, which asked by the classic contract, to call it back there once the
   * database is up. False when there is nothing to wait for any more.
   */
  public boolean callBackLater(UUID id, URI callback) {
    return plane
            .dsl()
            .update(RESOURCE)
            .set(RESOURCE.CALLBACK_URL, callback.toString())
            .where(RESOURCE.ID.eq(id), RESOURCE.CONTRACT.eq("classic"))
            .and(RESOURCE.PROVISIONED_AT.isNull())
            .and(RESOURCE.DEPROVISIONED_AT.isNull())
            .execute()
        == 1;
  }

  /** Records that the customer wants it no more. False when that was recorded before. */
  public boolean deprovision(UUID id) {
    return plane
        .dsl()
        .transactionResult(tx -> {
          boolean first =
              tx.dsl()
                      .update(RESOURCE)
                      .set(RESOURCE.DEPROVISIONED_AT, CLOCK)
                      .where(RESOURCE.ID.eq(id), RESOURCE.DEPROVISIONED_AT.isNull())
                      .execute()
                  == 1;
          plane.subjects().in(tx.dsl()).unwant(id);
          return first;
        });
  }

  /**
   * Records the wish for another plan and reserves its room.
   *
   * @return why that cannot be, as the customer should read it; then nothing has changed
   */
  public Optional<String> changePlan(UUID id, Plan plan) {
    return plane
        .dsl()
        .transactionResult(tx -> {
          DSLContext in = tx.dsl();
          // Locked, so that a worker who finds it a place meanwhile reserves for the new plan.
          ResourceRecord row =
              in.selectFrom(RESOURCE).where(RESOURCE.ID.eq(id)).forUpdate().fetchSingle();
          Optional<String> whyNot =
              row.getServerId() == null ? Optional.empty() : housing.resize(in, row, plan);
          if (whyNot.isEmpty()) {
            in.update(RESOURCE).set(RESOURCE.PLAN, plan.name()).where(RESOURCE.ID.eq(id)).execute();
            plane.subjects().in(in).wished(id);
          }
          return whyNot;
        });
  }

  /** The customer wants the database emptied, with these extensions put in afterwards. */
  public void askReset(UUID id, List<String> extensions) {
    wish(
        id,
        in ->
            in.update(RESOURCE)
                .set(RESOURCE.RESET_ASKED, RESOURCE.RESET_ASKED.plus(1))
                .set(RESOURCE.RESET_EXTENSIONS, extensions.toArray(String[]::new))
                .where(RESOURCE.ID.eq(id))
                .execute());
  }

  /** The customer wants every session ended. */
  public void askCut(UUID id) {
    wish(
        id,
        in ->
            in.update(RESOURCE)
                .set(RESOURCE.CUT_ASKED, RESOURCE.CUT_ASKED.plus(1))
                .where(RESOURCE.ID.eq(id))
                .execute());
  }

  /** Gives a resource its room, if some server has any by now. */
  public boolean place(UUID id) {
    return plane
        .dsl()
        .transactionResult(tx -> {
          ResourceRecord row =
              tx.dsl().selectFrom(RESOURCE).where(RESOURCE.ID.eq(id)).forUpdate().fetchSingle();
          boolean settled = row.getServerId() != null || row.getDeprovisionedAt() != null;
          if (!settled) {
            wakePool(plane, tx.dsl());
          }
          return settled
              || housing
                  .reserve(tx.dsl(), id, row.getRegion(), tier.plans().get(row.getPlan()))
                  .isPresent();
        });
  }

  /** Part of the transaction in which a resource is destroyed. */
  public void giveBackRoom(DSLContext transaction, UUID id) {
    housing.giveBack(transaction, id);
  }

  /**
   * Makes the pool due, in the transaction that took something from it. Not a wish: a look that is
   * under way still counts, or a pool that is asked faster than it is looked at would never be
   * filled.
   */
  public static void wakePool(ControlPlane plane, DSLContext in) {
    plane
        .subjects()
        .in(in)
        .living(POOL_KIND)
        .forEach(pool -> plane.subjects().in(in).due(pool.id()));
  }

  /** The platform renamed the add-on. */
  public void rename(UUID id, String name) {
    plane
        .dsl()
        .transaction(tx -> {
          tx.dsl().update(RESOURCE).set(RESOURCE.NAME, name).where(RESOURCE.ID.eq(id)).execute();
          plane.subjects().in(tx.dsl()).rename(id, name);
        });
  }

  /** How the customer reaches it. */
  public record Endpoint(String host, int port, String database, String user, String password) {

    public String url() {
      return "postgres://%s:%s@%s:%d/%s".formatted(user, password, host, port, database);
    }

    /** The same place by another login. */
    public Endpoint as(String otherUser, String otherPassword) {
      return new Endpoint(host, port, database, otherUser, otherPassword);
    }

    @Override
    public String toString() {
      return "Endpoint[%s:%d/%s]".formatted(host, port, database);
    }
  }

  /** Empty until it stands on a server that has an address. */
  public Optional<Endpoint> endpoint(ResourceRecord row) {
    return plane
        .dsl()
        .select(SERVER.ADDRESS, SERVER.PORT, SERVER.ID)
        .from(SERVER)
        .where(SERVER.ID.eq(row.getServerId()), SERVER.PORT.isNotNull())
        .fetchOptional()
        .map(server -> endpoint(row, server));
  }

  private Endpoint endpoint(ResourceRecord row, Record3<String, Integer, UUID> server) {
    return new Endpoint(
        server.value1(), server.value2(), row.getDatabase(), row.getLogin(), password(row));
  }

  private String password(ResourceRecord row) {
    return sealer.open(row.getPassword(), context(row.getId(), "password"));
  }

  /** What a sealed text of a resource is bound to: it opens in no other row and no other column. */
  public static String context(UUID id, String column) {
    return "resource/" + id + "/" + column;
  }

  private void wish(UUID id, Consumer<DSLContext> change) {
    plane
        .dsl()
        .transaction(tx -> {
          change.accept(tx.dsl());
          plane.subjects().in(tx.dsl()).wished(id);
        });
  }

  private static Optional<UUID> uuid(String text) {
    try {
      return text.length() == 36 ? Optional.of(UUID.fromString(text)) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
