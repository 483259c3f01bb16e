package herd.constellation.demo;

import herd.constellation.client.Marketplace;
import herd.constellation.client.Marketplace.Addon;
import herd.constellation.client.Operators;
import herd.constellation.client.Psql;
import herd.constellation.client.Refused;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/** One database's life: ordered, used, broken, mended, given back. */
public final class Story {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String PLAN = "heroku-postgresql:essential-0";

  /** Kills the Postgres below an add-on. */
  @FunctionalInterface
  public interface Breaking {
    String postgresOf(String addon) throws IOException;
  }

  private final Marketplace marketplace;
  private final Operators operators;
  private final Path psql;
  private final Breaking breaking;
  private final PrintStream out;
  private final Clock clock = new Clock();

  /**
   * @param env the variables of {@code DIR/env}
   */
  public Story(Map<String, String> env, Path psql, Breaking breaking, PrintStream out) {
    this.marketplace = new Marketplace(env);
    this.operators = new Operators(env);
    this.psql = psql;
    this.breaking = breaking;
    this.out = out;
  }

  /** Tells it; whatever was ordered is given back, also when the story goes wrong. */
  public void tell() throws IOException, InterruptedException {
    String app =
        "herd-demo-"
            + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt()).substring(2);
    chapter("A customer orders a database, as with: heroku addons:create " + PLAN);
    marketplace.createApp(app);
    clock.restart();
    Addon ordered = marketplace.createAddon(app, PLAN);
    try {
      Addon addon = await("provisioned", () -> found(ordered.id(), "provisioned"));
      say("%s is provisioned".formatted(addon.name()));
      Psql database = use(app);
      breakAndMend(addon, database);
    } finally {
      giveBack(app, ordered);
    }
    out.print(
        """

        Try next, with ./herd up in one shell and `. .herd/env` in another:
          heroku addons:create heroku-postgresql:essential-0 -a APP     the unmodified CLI (npm package heroku)
          ./herd break server ADDON        and freeze, ssh, disk; then ./herd heal ADDON
          ./herd cut zone-b                a blind vantage raises no alarm about databases; ./herd mend zone-b
          curl -H "Authorization: Bearer $HERD_OPERATOR_TOKEN" $HERD_ADMIN_URL/v1/fleet
        """);
  }

  private Psql use(String app) throws InterruptedException {
    chapter("The app's DATABASE_URL works in psql");
    Psql database = new Psql(psql, marketplace.databaseUrl(app));
    clock.restart();
    say(must(database, "SELECT 'PostgreSQL ' || current_setting('server_version')"));
    must(database, "CREATE TABLE elephants (name text); INSERT INTO elephants VALUES ('Nellie')");
    say("one row is stored in table elephants");
    return database;
  }

  private void breakAndMend(Addon addon, Psql database) throws IOException, InterruptedException {
    chapter("Its Postgres is killed, as with: ./herd break postgres " + addon.name());
    Operators.Subject resource =
        await("a subject of the operators", () -> operators.find(addon.id()));
    String server = resource.partOf().orElseThrow();
    Trails trails = new Trails(operators, resource, server);
    clock.restart();
    trails.since(clock.start());
    say(breaking.postgresOf(addon.id()));
    chapter("What Herd saw and did, from the incidents' trail");
    await(
        "available again",
        () -> {
          boolean over = trails.areOver(); // asked first: the last lines are told, too
          trails.fresh().forEach(out::println);
          return over ? Optional.of(true) : Optional.empty();
        });
    String row = must(database, "SELECT name FROM elephants");
    say("psql again: the row is there (" + row + ")");
  }

  private void giveBack(String app, Addon addon) throws InterruptedException {
    chapter("The customer gives the database back");
    clock.restart();
    marketplace.destroyAddon(app, addon.id());
    await(
        "destroyed",
        () -> operators.find(addon.id()).filter(subject -> subject.state().equals("DESTROYED")));
    say("destroyed: no database, no role, nothing to look at");
    marketplace.destroyApp(app);
  }

  private Optional<Addon> found(String id, String state) {
    try {
      return Optional.of(marketplace.addon(id)).filter(addon -> addon.state().equals(state));
    } catch (Refused e) {
      throw new IllegalStateException("the database was not provisioned: " + e.getMessage(), e);
    }
  }

  private static String must(Psql database, String sql) {
    Psql.Answer answer = database.run(sql);
    if (!answer.ok()) {
      throw new IllegalStateException("psql failed: " + answer.text());
    }
    return answer.text();
  }

  private <T> T await(String what, Supplier<Optional<T>> condition) throws InterruptedException {
    return clock.await(what, PATIENCE, condition);
  }

  private void chapter(String title) {
    out.println("\n" + title);
  }

  private void say(String text) {
    out.println(clock.stamp() + text);
  }
}
