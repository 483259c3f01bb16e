package herd.starter;

import static org.assertj.core.api.Assertions.assertThat;

import herd.fleet.provider.Machine;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A machine that never becomes a server. */
class StuckServerTest {

  private static Herd herd;

  @BeforeAll
  static void start() throws Exception {
    herd = new Herd(Map.of());
  }

  @AfterAll
  static void stop() throws Exception {
    herd.stop();
  }

  @Test
  void aMachineThatDoesNotBecomeAServerIsGivenUpForAnother() throws Exception {
    herd.provision("essential-2");
    List<Machine> before = herd.provider().list();
    // The second leaves no room for a third: another server is wanted.
    herd.provision("essential-2");
    herd.await("a machine is made", () -> herd.provider().list().size() > before.size());
    String stuck =
        herd.provider().list().stream()
            .map(Machine::providerId)
            .filter(one -> before.stream().noneMatch(known -> known.providerId().equals(one)))
            .findFirst()
            .orElseThrow();
    String server = "provider_id = '" + stuck + "'";
    herd.await(
        "it is in the books",
        () -> herd.books("select count(*) from starter_tier.server where " + server).equals("1"));
    // Its cluster takes a second and more.
    herd.provider().faults().stopSsh(stuck);
    String id = herd.books("select id from starter_tier.server where " + server);
    herd.change(
        "update control.subject set since = since - interval '11 minutes' where id = '%s'"
            .formatted(id));
    herd.await("it is given up", () -> state(id).equals("DESTROYED"));
    assertThat(
            herd.books(
                "select detail from control.incident_event e join control.incident i on i.id ="
                    + " incident_id where type = 'stuck_creating' and what = 'attempt ended'"))
        .startsWith("Give the machine up for another: done: it is given up");
    herd.await(
        "it is over, and another server is up",
        () -> {
          herd.change("update control.subject set due_at = now() where kind = 'pool'");
          return herd.books("select count(*) from control.incident where resolved_at is null")
                  .equals("0")
              && herd.books(
                      "select count(*) from control.subject where kind = 'server' and state ="
                          + " 'AVAILABLE'")
                  .equals("2");
        });
    assertThat(herd.provider().list()).noneMatch(one -> one.providerId().equals(stuck));
    assertThat(herd.books("select count(*) from control.notice")).isEqualTo("0");
  }

  private static String state(String id) throws Exception {
    return herd.books("select state from control.subject where id = '" + id + "'");
  }
}
