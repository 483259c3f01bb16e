package herd.controlplane.vantage;

import static org.assertj.core.api.Assertions.assertThat;

import herd.controlplane.ControlPlane;
import herd.controlplane.TestPlane;
import herd.controlplane.vantage.Brake.Evidence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Each story is a few looks at each of some members: seconds ago, vantage, outcome. */
class BrakeTest {

  private enum Lamp {
    LIT
  }

  @RegisterExtension static final TestPlane PLANE = new TestPlane();

  private static ControlPlane plane;

  @BeforeAll
  static void open() {
    plane = PLANE.as("starter-tier");
  }

  @BeforeEach
  void empty() throws Exception {
    PLANE.sql("truncate control.subject, control.observation");
  }

  @Test
  void membersBadFromHereAndWellFromElsewhereBeforeAndAfterSpeakAgainstUs() {
    story(5, "40 b ok", "4 a timed_out", "3 b ok");
    story(20, "20 a ok");
    assertThat(against("a")).isEqualTo(new Evidence(25, 5));
    assertThat(against("a").verdict()).isPresent();
    assertThat(against("b")).isEqualTo(new Evidence(5, 0));
  }

  @Test
  void fewerThanAFifthOrFewerThanFiveAreNotEnough() {
    story(5, "40 b ok", "4 a reset", "3 b ok");
    story(21, "20 a ok");
    assertThat(against("a").verdict()).isEmpty();
    assertThat(new Evidence(4, 4).verdict()).isEmpty();
    assertThat(new Evidence(5, 5).verdict()).isPresent();
  }

  @Test
  void membersThatAreReallyDownSpeakAgainstNobody() {
    story(10, "40 a ok", "20 a refused", "19 b refused", "12 a refused", "11 b ok");
    assertThat(against("a").verdict()).isEmpty();
    assertThat(against("b").verdict()).isEmpty();
  }

  @Test
  void membersLongDownSpeakAgainstNobody() {
    story(10, "90 a refused", "60 b refused", "20 a refused", "5 b ok");
    assertThat(against("a").newlyBad()).isZero();
  }

  @Test
  void whatIsSeenWellFromHereAgainIsForgiven() {
    story(10, "40 b ok", "20 a timed_out", "19 b ok", "2 a ok");
    assertThat(against("a")).isEqualTo(new Evidence(10, 0));
  }

  @Test
  void twoPlacesCutOffTogetherDoNotExcuseOneAnother() {
    story(6, "40 c ok", "9 a timed_out", "8 c ok");
    story(6, "40 c ok", "9 b timed_out", "8 c ok");
    story(6, "40 c ok", "9 a timed_out", "8 b timed_out", "7 c ok");
    assertThat(against("a")).isEqualTo(new Evidence(12, 6));
    assertThat(against("b").verdict()).isPresent();
  }

  @Test
  void blindLooksAreNoLooks() {
    story(10, "40 b ok", "4 a blind", "3 b ok");
    assertThat(against("a")).isEqualTo(new Evidence(0, 0));
    story(10, "40 b ok", "5 a reset", "4 c blind", "3 b ok");
    assertThat(against("a")).isEqualTo(new Evidence(10, 10));
  }

  @Test
  void theEvidenceEndsByItself() {
    story(10, "60 b ok", "35 a reset", "34 b ok");
    assertThat(against("a")).isEqualTo(new Evidence(0, 0));
  }

  private static Evidence against(String vantage) {
    return new Brake(plane.dsl(), plane.service()).against(vantage);
  }

  private static void story(int members, String... looks) {
    List<UUID> ids = new ArrayList<>();
    for (int i = 0; i < members; i++) {
      UUID id = UUID.randomUUID();
      plane.subjects().add(id, "lamp", "lamp-" + id, Lamp.LIT, Optional.empty());
      ids.add(id);
    }
    for (String look : looks) {
      String[] part = look.split(" ", -1);
      plane
          .dsl()
          .execute(
              "insert into control.observation"
                  + " (at, subject_id, took_micros, well, fresh, outcome, vantage, worker)"
                  + " select clock_timestamp() - {0} * interval '1 s', id, 1, {1}, true, {2}, {3},"
                  + " 'w' from unnest({4}::uuid[]) id",
              Integer.valueOf(part[0]),
              part[2].equals("ok"),
              part[2],
              part[1],
              ids.toArray(UUID[]::new));
    }
  }
}
