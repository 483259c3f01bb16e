package herd.fleet.replication;

import static herd.fleet.replication.ReplicatedPair.LIMIT;
import static herd.fleet.replication.ReplicatedPair.await;
import static herd.fleet.replication.ReplicatedPair.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import herd.fleet.act.ActFailed;
import herd.fleet.act.Claim;
import herd.fleet.act.DetachedRun;
import herd.fleet.act.StaleToken;
import herd.fleet.replication.ReplicatedPair.Node;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The life of a pair, in order: made, synchronous, cut off, stopped, promoted. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReplicationTest {
  private static final ReplicatedPair PAIR = new ReplicatedPair();
  private static final Node FIRST = PAIR.first;
  private static final Node SECOND = PAIR.second;

  @AfterAll
  static void close() {
    PAIR.close();
  }

  @Test
  @Order(1)
  void aStandbyIsMadeUnderLoadAndStreams() {
    CompletableFuture<Void> load =
        CompletableFuture.runAsync(() ->
            IntStream.range(0, 40).forEach(n -> insert(FIRST, "generate_series(%d, %d)", n * 50, n * 50 + 49)));
    slot(FIRST, "s2");
    slot(FIRST, "s2");
    DetachedRun made = PAIR.prepare(SECOND, PAIR.upstream(FIRST, "s2"), PAIR.system);

    SECOND.certificate = PrepareStandby.outcome(made).orElseThrow().certificate();
    assertThat(PAIR.processes(SECOND).anythingAlive()).isFalse();
    assertThat(PAIR.processes(SECOND).standbySignal()).isTrue();
    assertThat(PAIR.start(SECOND)).isEqualTo("ready");
    load.join();
    await(() -> PAIR.streams(FIRST, "s2"));
    await(() -> count(SECOND).equals("2000"));
    assertThat(PAIR.facts(FIRST).inRecovery()).isFalse();
    NodeFacts standby = PAIR.facts(SECOND);
    assertThat(standby.inRecovery()).isTrue();
    assertThat(standby.receiverStreaming()).isTrue();
    assertThat(standby.timeline()).isEqualTo(1);
    assertThat(standby.systemIdentifier()).isEqualTo(PAIR.system);
    assertThat(standby.receivedLsn()).isPositive();
    assertThat(PAIR.slots(FIRST))
        .anySatisfy(slot -> {
          assertThat(slot.name()).isEqualTo("s2");
          assertThat(slot.active()).isTrue();
        });
  }

  @Test
  @Order(2)
  void anExistingClusterAnotherIdentifierAndAStaleTokenAreRefused() {
    DetachedRun again = PAIR.prepare(SECOND, PAIR.upstream(FIRST, "s2"), PAIR.system);
    assertThat(refusal(() -> PrepareStandby.outcome(again)))
        .isEqualTo(ActFailed.Kind.PRECONDITION);
    assertThat(
            refusal(() ->
                new PromoteStandby(PAIR.fenced)
                    .run(PAIR.fleet.here, SECOND.host, SECOND.claims, "7000000000000000000", LIMIT)))
        .isEqualTo(ActFailed.Kind.PRECONDITION);
    List<Claim> stale = List.of(Claim.exclusive(SECOND.machine.providerId(), 1, 4));
    assertThatThrownBy(() ->
            new MuteReceiver(PAIR.fenced)
                .run(PAIR.fleet.here, SECOND.host, stale, PAIR.system, LIMIT))
        .isInstanceOf(StaleToken.class);
    assertThat(refusal(() -> mute(FIRST))).isEqualTo(ActFailed.Kind.PRECONDITION);
    assertThat(refusal(() -> promote(FIRST))).isEqualTo(ActFailed.Kind.PRECONDITION);
    assertThat(PAIR.facts(SECOND).receiverStreaming()).isTrue();
  }

  @Test
  @Order(3)
  void aSynchronousCommitWaitsForTheStandbyUntilTheNamesAreCleared() {
    PAIR.synchronousNames(FIRST, Optional.of("s2"));
    PAIR.synchronousNames(FIRST, Optional.of("s2"));
    assertThat(PAIR.facts(FIRST).synchronousNames()).contains("s2");
    await(() -> PAIR.standbys(FIRST).getFirst().syncState().equals("sync"));
    assertThat(insert(FIRST, "%d", 3000)).isEmpty();

    PAIR.stop(SECOND);
    assertThat(hears(SECOND, FIRST)).isTrue();
    assertThat(hears(FIRST, SECOND)).isFalse();
    CompletableFuture<String> waiting = PAIR.insertLater(FIRST, 3001);
    await(() -> PAIR.aCommitWaits(FIRST));
    PAIR.synchronousNames(FIRST, Optional.empty());
    assertThat(waiting.orTimeout(60, java.util.concurrent.TimeUnit.SECONDS).join()).isEmpty();
    assertThat(insert(FIRST, "%d", 3002)).isEmpty();

    PAIR.start(SECOND);
    await(() -> PAIR.streams(FIRST, "s2"));
  }

  @Test
  @Order(4)
  void aMuteStandbyLetsNoSynchronousCommitThroughUntilItFollowsAgain() {
    PAIR.synchronousNames(FIRST, Optional.of("s2"));
    await(() -> PAIR.standbys(FIRST).getFirst().syncState().equals("sync"));
    insert(FIRST, "%d", 4000);

    Position position = mute(SECOND);
    CompletableFuture<String> waiting = PAIR.insertLater(FIRST, 4001);
    await(() -> PAIR.aCommitWaits(FIRST));

    assertThat(mute(SECOND)).isEqualTo(position);
    assertThat(position.timeline()).isEqualTo(1);
    assertThat(Lsn.bytes(position.receivedLsn())).isGreaterThanOrEqualTo(Lsn.bytes(position.replayedLsn()));
    assertThat(PAIR.facts(SECOND).receiverMessageAgeMillis()).isEmpty();
    assertThat(waiting).isNotDone();

    follow(SECOND, FIRST, "s2");
    follow(SECOND, FIRST, "s2");
    assertThat(waiting.orTimeout(60, java.util.concurrent.TimeUnit.SECONDS).join()).isEmpty();
    assertThat(PAIR.streams(FIRST, "s2")).isTrue();
  }

  @Test
  @Order(5)
  void aLeaderStoppedForGoodHasNoProcessAndComesBackAsAStandbyOnly() {
    mute(SECOND);
    PAIR.synchronousNames(FIRST, Optional.empty());
    // Commits that are only there.
    IntStream.range(5000, 5007).forEach(n -> insert(FIRST, "%d", n));
    PAIR.synchronousNames(FIRST, Optional.of("s2"));

    StoppedAt stopped = stopForGood(FIRST, Duration.ZERO);
    assertThat(stopForGood(FIRST, Duration.ofSeconds(1))).isEqualTo(stopped);

    assertThat(stopped.timeline()).isEqualTo(1);
    assertThat(stopped.inOrder()).isFalse();
    assertThat(PAIR.processes(FIRST).anythingAlive()).isFalse();
    assertThat(PAIR.processes(FIRST).standbySignal()).isTrue();

    String root = FIRST.machine.root();
    PAIR.fleet.run(
        FIRST.machine,
        "setsid $HERD_POSTGRES_BIN/postgres -D %s/data -c config_file=%s/conf/postgresql.conf </dev/null >/dev/null 2>&1 &"
            .formatted(root, root));
    await(() -> PAIR.sql(FIRST, "select pg_is_in_recovery()").equals("t"));
    assertThat(PAIR.facts(FIRST).synchronousNames()).isEmpty();
    assertThat(stopForGood(FIRST, Duration.ofSeconds(20)).inOrder()).isTrue();
  }

  @Test
  @Order(6)
  void aPromotedStandbyWritesOnANewTimelineAndWaitsForNobody() {
    assertThat(PAIR.sql(SECOND, "insert into ledger values (6000)")).contains("read-only");

    Promoted promoted = promote(SECOND);
    assertThat(insert(SECOND, "%d", 6000)).isEmpty();

    assertThat(promote(SECOND)).isEqualTo(promoted);
    assertThat(promoted.timeline()).isEqualTo(2);
    NodeFacts facts = PAIR.facts(SECOND);
    assertThat(facts.inRecovery()).isFalse();
    assertThat(facts.timeline()).isEqualTo(2);
    assertThat(facts.synchronousNames()).isEmpty();
    assertThat(facts.writtenLsn()).isGreaterThan(Lsn.bytes(promoted.lsn()));
    assertThat(PAIR.processes(SECOND).standbySignal()).isFalse();
  }

  private static void slot(Node node, String name) {
    new CreateSlot(PAIR.fenced).run(PAIR.fleet.here, node.host, node.claims, PAIR.system, name, LIMIT);
  }

  private static Position mute(Node node) {
    return new MuteReceiver(PAIR.fenced)
        .run(PAIR.fleet.here, node.host, node.claims, PAIR.system, LIMIT);
  }

  private static Promoted promote(Node node) {
    return new PromoteStandby(PAIR.fenced)
        .run(PAIR.fleet.here, node.host, node.claims, PAIR.system, LIMIT);
  }

  private static StoppedAt stopForGood(Node node, Duration grace) {
    return new StopForGood(PAIR.fenced)
        .run(PAIR.fleet.here, node.host, node.claims, PAIR.system, grace, LIMIT);
  }

  private static void follow(Node standby, Node leader, String name) {
    new FollowUpstream(PAIR.fenced)
        .run(
            PAIR.fleet.here,
            standby.host,
            standby.claims,
            PAIR.system,
            PAIR.upstream(leader, name),
            LIMIT);
  }

  private static boolean hears(Node from, Node leader) {
    return new HearsLeader(PAIR.shell)
        .run(
            PAIR.fleet.here,
            from.host,
            leader.machine.address(),
            leader.machine.postgresPort(),
            Duration.ofSeconds(20));
  }

  private static String insert(Node node, String values, Object... numbers) {
    return PAIR.sql(node, "insert into ledger select " + values.formatted(numbers));
  }

  private static String count(Node node) {
    return PAIR.sql(node, "select count(*) from ledger");
  }
}
