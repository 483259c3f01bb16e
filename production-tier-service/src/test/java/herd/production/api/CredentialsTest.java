package herd.production.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import herd.production.Main;
import herd.tier.LivingTier;
import java.net.URI;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Several credentials of one database, and how one of them changes its login. */
class CredentialsTest {

  private static Shop shop;
  private static LivingTier herd;

  @BeforeAll
  static void start() throws Exception {
    shop = Shop.open(Map.of("HERD_PRODUCTION_ROTATION_GRACE", "1s"));
    herd = shop.herd();
  }

  @AfterAll
  static void stop() throws Exception {
    herd.stop();
  }

  @Test
  void aRotationLetsBothLoginsInUntilNobodyUsesTheOldOne() throws Exception {
    String id = shop.buy("standard-0");
    URI old = url(id, "default");
    try (Connection before = LivingTier.connect(old)) {
      sql(before, "create table t as select 1 as x");
      shop.call("POST", rotation(id, "default"), "{}");
      URI fresh = url(id, "default");
      assertThat(fresh.getUserInfo()).isNotEqualTo(old.getUserInfo());
      herd.await("the app knows it", () -> shop.urlOf(id).equals(fresh));
      try (Connection after = LivingTier.connect(fresh)) {
        sql(after, "insert into t values (2)");
        sql(after, "create table n as select 3 as x");
        sql(before, "insert into n values (4)");
        sql(before, "alter table n add y int");
        sql(before, "create table late as select 5 as x");
        sql(after, "drop table late");
      }
      LivingTier.connect(old).close();
      JsonNode rotating = shop.get(credentials(id) + "/default");
      assertThat(rotating.path("state").asText()).isEqualTo("rotating");
      herd.await(
          "its session is counted",
          () -> lookedAt(id).path("credentials").path(1).path("connections").asInt() == 1);
      assertThat(herd.data("POST", rotation(id, "default"), "{}").statusCode()).isEqualTo(422);
    }
    herd.await("the old login is out", () -> state(id, "default").equals("active"));
    assertThatThrownBy(() -> LivingTier.connect(old)).isInstanceOf(SQLException.class);

    // Back again, and this time its sessions are not waited for.
    URI second = url(id, "default");
    try (Connection kept = LivingTier.connect(second)) {
      shop.call("POST", rotation(id, "default"), "{'forced':true}");
      herd.await("the old login is out", () -> state(id, "default").equals("active"));
      assertThatThrownBy(() -> sql(kept, "select 1")).isInstanceOf(SQLException.class);
    }
    URI third = url(id, "default");
    assertThat(third.getUserInfo()).startsWith(old.getUserInfo().split(":")[0] + ":");
    assertThat(third.getUserInfo()).isNotEqualTo(old.getUserInfo());
    assertThatThrownBy(() -> LivingTier.connect(second)).isInstanceOf(SQLException.class);
    herd.await("the app knows it", () -> shop.urlOf(id).equals(third));
    try (Connection now = LivingTier.connect(third)) {
      sql(now, "drop table t, n");
    }
    shop.call("PUT", "/client/v11/databases/" + id + "/reset", "");
    LivingTier.connect(third).close();
  }

  @Test
  void aCredentialMayDoWhatItWasGrantedIsRotatedAndDestroyed() throws Exception {
    String id = shop.buy("standard-0");
    shop.call("POST", credentials(id), "{'name':'analyst'}");
    assertThat(shop.get(credentials(id)).findValuesAsText("name"))
        .containsExactly("default", "analyst");
    herd.await("the platform knows it", () -> !configOf(id, "analyst").isEmpty());
    URI analyst = url(id, "analyst");
    assertThat(configOf(id, "analyst").path(0).path("value").asText())
        .isEqualTo(analyst.toString());
    try (Connection owner = LivingTier.connect(url(id, "default"));
        Connection reader = LivingTier.connect(analyst)) {
      sql(owner, "create table t as select 42 as x");
      assertThatThrownBy(() -> sql(reader, "select x from t")).hasMessageContaining("denied");
      sql(owner, "grant select on t to analyst");
      sql(owner, "grant create on schema public to analyst");
      assertThat(sql(reader, "select x from t")).isEqualTo("42");
      assertThatThrownBy(() -> sql(reader, "delete from t")).hasMessageContaining("denied");
      sql(reader, "create table notes as select 'n' as n");
      assertThat(sql(owner, "select n from notes")).isEqualTo("n");

      shop.call("POST", rotation(id, "analyst"), "{'forced':true}");
      herd.await("it is rotated", () -> state(id, "analyst").equals("active"));
      assertThatThrownBy(() -> sql(reader, "select 1")).isInstanceOf(SQLException.class);
      try (Connection again = LivingTier.connect(url(id, "analyst"))) {
        assertThat(sql(again, "select x from t")).isEqualTo("42");
        assertThat(sql(again, "select n from notes")).isEqualTo("n");
      }
      shop.call("POST", "/postgres/v0/databases/" + id + "/repair-default", "");

      shop.call("DELETE", credentials(id) + "/analyst", "");
      assertThat(shop.get(credentials(id)).findValuesAsText("name")).containsExactly("default");
      assertThat(configOf(id, "analyst")).isEmpty();
      assertThat(sql(owner, "select count(*) from pg_roles where rolname = 'analyst'"))
          .isEqualTo("0");
      sql(owner, "drop table notes");
    }
    assertThat(herd.data("DELETE", credentials(id) + "/default", "").statusCode()).isEqualTo(422);
    for (String name : new String[] {"default", "pg_x", "Big", "a b", "herd", "x;--", ""}) {
      assertThat(
              herd.data("POST", credentials(id), "{\"name\":\"%s\"}".formatted(name)).statusCode())
          .as(name)
          .isEqualTo(422);
    }
  }

  @Test
  void aWorkerKilledInTheMidstOfARotationLocksNobodyOut() throws Exception {
    String id = shop.buy("standard-0");
    URI old = url(id, "default");
    herd.stopFeelers();
    assertThat(herd.data("POST", rotation(id, "default"), "{}").statusCode()).isEqualTo(202);
    Process worker = herd.process(Main.class, "zone-a", "resource-feeler", "vantage-feeler");
    herd.await(
        "it is being rotated",
        () ->
            !herd.books("select count(*) from control.lease where subject_id = '" + id + "'")
                .equals("0"));
    worker.destroyForcibly().waitFor();
    LivingTier.connect(old).close();
    herd.startFeelers();
    herd.await("it is rotated", () -> !url(id, "default").equals(old));
    LivingTier.connect(url(id, "default")).close();
    herd.await("the old login is out", () -> state(id, "default").equals("active"));
    LivingTier.connect(url(id, "default")).close();
  }

  private static String credentials(String id) {
    return "/postgres/v0/databases/" + id + "/credentials";
  }

  private static String rotation(String id, String name) {
    return credentials(id) + "/" + name + "/credentials_rotation";
  }

  private static JsonNode lookedAt(String id) throws Exception {
    herd.lookAtAll();
    return shop.get(credentials(id) + "/default");
  }

  /** Once another look was had: the ring looks at a calm database once a minute only. */
  private static String state(String id, String name) throws Exception {
    herd.lookAtAll();
    return shop.get(credentials(id) + "/" + name).path("state").asText();
  }

  private static URI url(String id, String name) throws Exception {
    JsonNode one = shop.get(credentials(id) + "/" + name);
    JsonNode login = one.path("credentials").path(0);
    assertThat(login.path("state").asText()).isEqualTo("active");
    return URI.create(
        "postgres://%s:%s@%s:%d/%s"
            .formatted(
                login.path("user").asText(),
                login.path("password").asText(),
                one.path("host").asText(),
                one.path("port").asInt(),
                one.path("database").asText()));
  }

  private static JsonNode configOf(String id, String name) throws Exception {
    return herd.platform("GET", "/addons/" + id + "/config/credential:" + name, "");
  }

  private static String sql(Connection connection, String text) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      if (!statement.execute(text)) {
        return "";
      }
      try (ResultSet rows = statement.getResultSet()) {
        rows.next();
        return rows.getString(1);
      }
    }
  }
}
