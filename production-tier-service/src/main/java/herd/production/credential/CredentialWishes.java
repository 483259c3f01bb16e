package herd.production.credential;

import herd.controlplane.ControlPlane;
import herd.service.Sealer;
import herd.service.http.ApiError;
import herd.tier.resource.Names;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jooq.DSLContext;

/** What a customer may want of the credentials of a database. Each is one transaction. */
public record CredentialWishes(ControlPlane plane, Credentials credentials, Sealer sealer) {

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{0,49}");

  /** Roles that are there already, or that Postgres has a meaning of its own for. */
  private static final Pattern TAKEN =
      Pattern.compile("default|postgres|public|none|(pg_|herd|_heroku).*|[abcduv][0-9a-f]{32}");

  private static final int MOST = 50;

  public void create(UUID resource, String name) {
    if (!NAME.matcher(name).matches() || TAKEN.matcher(name).matches()) {
      throw ApiError.invalid(
              "A credential's name has at most 50 lower-case letters, digits, - and _, begins with a"
                  + " letter, and is none that PostgreSQL or Herd uses.")
          .with("field", "name");
    }
    wish(
        resource,
        in -> {
          List<Credential> all = credentials.of(in, resource);
          if (all.size() >= MOST) {
            throw refused("There are %d credentials already; that is the most.".formatted(MOST));
          }
          if (!Credentials.add(in, resource, name, sealed(resource, name))) {
            throw refused("There is a credential of that name already.");
          }
          Credentials.ask(in, resource, name);
        });
  }

  public void destroy(UUID resource, String name) {
    wish(resource, in -> Credentials.unwant(in, resource, name));
  }

  /**
   * Another login takes the told one's place. While one already does, only the old one's sessions
   * can be given up.
   *
   * @param forced they are cut as soon as the platform knows the new login
   */
  public void rotate(UUID resource, String name, boolean forced) {
    wish(
        resource,
        in -> {
          Credentials.addDefault(in, resource);
          Credential one =
              credentials.of(in, resource).stream()
                  .filter(any -> any.name().equals(name) && any.wanted())
                  .findFirst()
                  .orElseThrow();
          if (!one.made()) {
            throw refused("The credential is still being made; please wait.");
          }
          if (one.rotating() && !forced) {
            throw refused(
                "The credential is being rotated: its old login goes when its last session has"
                    + " ended. With --force its sessions are ended.");
          }
          turn(in, one, forced);
        });
  }

  /** The same for all of them that are not at it. */
  public void rotateAll(UUID resource, boolean forced) {
    wish(
        resource,
        in -> {
          Credentials.addDefault(in, resource);
          credentials.of(in, resource).stream()
              .filter(one -> one.wanted() && one.made())
              .forEach(one -> turn(in, one, forced));
        });
  }

  /** The default may do whatever any other may, and owns the public schema. */
  public void repairDefault(UUID resource) {
    wish(
        resource,
        in -> {
          Credentials.addDefault(in, resource);
          Credentials.ask(in, resource, Credential.DEFAULT);
        });
  }

  private void turn(DSLContext in, Credential one, boolean forced) {
    if (!one.rotating()) {
      Credentials.turn(in, one.resource(), one.name(), sealed(one.resource(), one.name()), forced);
    } else if (forced) {
      Credentials.force(in, one.resource(), one.name());
    }
  }

  private String sealed(UUID resource, String name) {
    return sealer.seal(Names.password(), Credential.context(resource, name));
  }

  private void wish(UUID resource, Consumer<DSLContext> change) {
    plane
        .dsl()
        .transaction(tx -> {
          change.accept(tx.dsl());
          plane.subjects().in(tx.dsl()).wished(resource);
        });
  }

  private static ApiError refused(String why) {
    return new ApiError(422, "unprocessable", why);
  }
}
