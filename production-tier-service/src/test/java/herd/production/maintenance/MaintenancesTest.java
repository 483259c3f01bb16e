package herd.production.maintenance;

import static herd.tier.generated.Tables.RESOURCE;
import static org.assertj.core.api.Assertions.assertThat;

import herd.controlplane.ring.Act;
import herd.controlplane.ring.Token;
import herd.production.TierBooks;
import herd.production.high.Pairs;
import herd.production.high.Upgrades;
import herd.production.placement.Placements;
import herd.production.placement.Role;
import herd.tier.generated.tables.records.ResourceRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nobody is interrupted outside the window, unless its customer asked for it. */
class MaintenancesTest {

  private static final String OPEN = "3 hours";
  private static final String OVER = "5 hours";

  private static TierBooks tier;
  private static DSLContext books;
  private static MaintenanceSteps steps;

  private UUID id = UUID.randomUUID();
  private UUID server = UUID.randomUUID();

  @BeforeAll
  static void open() throws Exception {
    tier = TierBooks.open();
    books = tier.dsl();
    steps = new MaintenanceSteps(tier.plane());
  }

  @BeforeEach
  void resource() {
    id = tier.resource();
    server = tier.server();
  }

  @AfterAll
  static void close() {
    tier.close();
  }

  @Test
  void itStartsWhileItsWindowIsOpenAndElseWaitsForTheNext() throws Exception {
    planned(Maintenance.RESTART);
    assertThat(due()).isEmpty();
    began(OPEN);
    assertThat(due()).contains(Maintenances.Due.START);
    began(OVER);
    assertThat(due()).contains(Maintenances.Due.MOVE);
    assertThat(run(steps.start(row(), false))).contains("moved meanwhile");
    Instant missed = one().scheduledFor();

    run(steps.move(row()));

    assertThat(due()).isEmpty();
    assertThat(one().status()).isEqualTo("pending");
    assertThat(one().previouslyScheduledFor()).contains(missed);
    Window window = Maintenances.windows(books, id).now();
    assertThat(one().scheduledFor())
        .isAfter(Instant.now())
        .isEqualTo(window.next(one().scheduledFor()));
  }

  @Test
  void whoRunsItDoesNotWaitForAWindow() throws Exception {
    planned(Maintenance.RESTART);
    began(OVER);
    Maintenances.runNow(books, id);
    assertThat(due()).contains(Maintenances.Due.START);
  }

  @Test
  void aRestartThatWasNotDoneInTimeIsTakenBack() throws Exception {
    planned(Maintenance.RESTART);
    began(OPEN);
    run(steps.start(row(), false));
    assertThat(due()).isEmpty();
    began(OVER);
    run(steps.move(row()));
    assertThat(
            books.fetchValue(
                "select restart_asked - restart_done from server where id = ?", server))
        .isEqualTo(0);
    assertThat(one().startedAt()).isEmpty();
  }

  @Test
  void whatWasDoneInTimeIsDoneThoughItIsNotedLater() throws Exception {
    planned(Maintenance.RESTART);
    began(OPEN);
    run(steps.start(row(), false));
    began(OVER);
    books.execute("update server set restart_done = restart_asked where id = ?", server);
    assertThat(due()).contains(Maintenances.Due.FINISH);
  }

  @Test
  void aChangeoverIsAskedForUntilItsWindowEnds() throws Exception {
    planned(Maintenance.CHANGEOVER);
    Pairs.form(tier.plane(), row());
    began(OPEN);
    run(steps.start(row(), true));
    assertThat(due()).isEmpty();
    assertThat(
            books.fetchValue(
                "select switch_until < clock_timestamp() + interval '61 min' from pair_wish"
                    + " where resource_id = ?",
                id))
        .isEqualTo(true);

    failover(Optional.of("GIVEN_UP"));
    assertThat(due()).as("it begins anew").contains(Maintenances.Due.START);
    began(OVER);
    assertThat(due()).contains(Maintenances.Due.MOVE);
    failover(Optional.empty());
    assertThat(due()).as("its leader is being changed").isEmpty();
  }

  @Test
  void aChangeoverThatIsRunAfterItsWindowIsAskedForAgain() throws Exception {
    planned(Maintenance.CHANGEOVER);
    Pairs.form(tier.plane(), row());
    began(OPEN);
    run(steps.start(row(), true));
    began(OVER);
    books.execute(
        "update pair_wish set switch_until = switch_until - interval '2 hours' where resource_id = ?",
        id);
    Maintenances.runNow(books, id);
    assertThat(due()).contains(Maintenances.Due.START);
  }

  @Test
  void anUpgradeWaitsForTheNextWindowWithItsCopy() throws Exception {
    upgradeBegan();
    assertThat(Upgrades.waiting(books, List.of(id))).isEmpty();
    began(OVER);
    assertThat(Upgrades.waiting(books, List.of(id))).contains(id);

    run(steps.move(row()));

    assertThat(one().startedAt()).isPresent();
    assertThat(one().scheduledFor()).isAfter(Instant.now());
    assertThat(Upgrades.wanted(books, List.of(id))).containsEntry(id, 99);
    assertThat(Upgrades.waiting(books, List.of(id))).contains(id);
    Maintenances.runNow(books, id);
    assertThat(Upgrades.waiting(books, List.of(id))).isEmpty();
  }

  @Test
  void anUpgradeThatWaitsWithItsCopyTakesAnotherTimeUntilItsLeaderIsStopped() throws Exception {
    upgradeBegan();

    Window chosen = new Window((Maintenances.windows(books, id).now().halfHour() + 48) % 336);
    Maintenances.move(books, id, chosen);
    Instant first = one().scheduledFor();
    assertThat(first).isEqualTo(chosen.next(Instant.now()));
    Maintenances.delay(books, one(), 1);
    assertThat(one().scheduledFor()).isEqualTo(first.plus(Duration.ofDays(7)));

    failover(Optional.empty());
    books.execute("update failover set upgrade_to = 99 where resource_id = ?", id);
    Instant stands = one().scheduledFor();
    Maintenances.delay(books, one(), 1);
    assertThat(one().scheduledFor()).as("its leader is stopped").isEqualTo(stands);
  }

  @Test
  void oneThatIsNotDoneWhenItShouldBeIsOverdue() {
    planned(Maintenance.CHANGEOVER);
    assertThat(Maintenances.overdue(books, List.of(id))).isEmpty();
    books.execute(
        "update maintenance set required_by = clock_timestamp() where resource_id = ?", id);
    assertThat(Maintenances.overdue(books, List.of(id))).containsExactly(id);
    Maintenances.completed(books, id);
    assertThat(Maintenances.overdue(books, List.of(id))).isEmpty();
  }

  private void planned(String method) {
    placed();
    Maintenances.plan(books, id, method, "routine_maintenance");
  }

  private void placed() {
    Placements.add(books, id, server, Role.LEADER);
    books.execute("update resource set server_id = ? where id = ?", server, id);
  }

  /** Its window began so long ago. */
  private void began(String ago) {
    books.execute(
        "update maintenance set scheduled_for = clock_timestamp() - ?::interval where resource_id = ?",
        ago,
        id);
  }

  private void upgradeBegan() throws Exception {
    placed();
    Maintenances.planUpgrade(books, id, 99);
    began(OPEN);
    run(steps.start(row(), false));
  }

  private void failover(Optional<String> outcome) {
    books.execute(
        """
        insert into failover (resource_id, old_leader, new_leader, qualified, outcome, ended_at)
        values (?, ?, ?, true, ?, case when ?::text is not null then clock_timestamp() end)
        """,
        id,
        server,
        UUID.randomUUID(),
        outcome.orElse(null),
        outcome.orElse(null));
  }

  private Optional<Maintenances.Due> due() {
    return Optional.ofNullable(Maintenances.due(books, List.of(id)).get(id));
  }

  private Maintenance one() {
    return Maintenances.open(books, id).orElseThrow();
  }

  private ResourceRecord row() {
    return books.fetchSingle(RESOURCE, RESOURCE.ID.eq(id));
  }

  private static String run(Act act) throws Exception {
    return act.run(new Token(1, 1));
  }
}
