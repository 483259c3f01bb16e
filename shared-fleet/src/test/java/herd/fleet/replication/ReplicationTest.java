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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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
            IntStream.range(0, 40)
                .forEach(n -> PAIR.insert(FIRST, "generate_series(%d, %d)", n * 50, n * 50 + 49)));
    PAIR.slot(FIRST, "s2");
    PAIR.slot(FIRST, "s2");
    DetachedRun made = PAIR.prepare(SECOND, PAIR.upstream(FIRST, "s2"), PAIR.system);

    SECOND.certificate = PrepareStandby.outcome(made).orElseThrow().certificate();
    assertThat(PAIR.processes(SECOND).anythingAlive()).isFalse();
    assertThat(PAIR.processes(SECOND).standbySignal()).isTrue();
    assertThat(PAIR.start(SECOND)).isEqualTo("ready");
    load.join();
    await(() -> PAIR.streams(FIRST, "s2"));
    await(() -> PAIR.count(SECOND).equals("2000"));
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
    assertThat(refusal(() -> PrepareStandby.outcome(again))).isEqualTo(ActFailed.Kind.PRECONDITION);
    assertThat(
            refusal(() ->
                new PromoteStandby(PAIR.fenced)
                    .run(
                        PAIR.fleet.here, SECOND.host, SECOND.claims, "7000000000000000000", LIMIT)))
        .isEqualTo(ActFailed.Kind.PRECONDITION);
    List<Claim> stale = List.of(Claim.exclusive(SECOND.machine.providerId(), 1, 4));
    assertThatThrownBy(() ->
            new MuteReceiver(PAIR.fenced)
                .run(PAIR.fleet.here, SECOND.host, stale, PAIR.system, LIMIT))
        .isInstanceOf(StaleToken.class);
    assertThat(refusal(() -> PAIR.mute(FIRST))).isEqualTo(ActFailed.Kind.PRECONDITION);
    assertThat(refusal(() -> PAIR.promote(FIRST))).isEqualTo(ActFailed.Kind.PRECONDITION);
    assertThat(PAIR.facts(SECOND).receiverStreaming()).isTrue();
  }

  @Test
  @Order(2)
  void settingsAreAppliedAndBrokenOnesLeaveTheOldOnes() {
    Map<String, String> settings =
        Map.of(
            "autovacuum", "off",
            "shared_buffers", "72MB",
            "work_mem", "7MB",
            "log_line_prefix", "%m [%p] it's \\ here ");
    AppliedSettings told = PAIR.settings(FIRST, settings);
    assertThat(told.afterRestart()).containsExactly("shared_buffers");
    assertThat(told.room()).hasSize(5).containsEntry("max_prepared_transactions", 0L);
    assertThat(PAIR.settings(FIRST, settings)).isEqualTo(told);
    assertThat(PAIR.sql(FIRST, "show log_line_prefix")).isEqualTo("%m [%p] it's \\ here");

    assertThat(refusal(() -> PAIR.settings(FIRST, Map.of("work_mem", "much"))))
        .isEqualTo(ActFailed.Kind.PRECONDITION);
    assertThat(refusal(() -> PAIR.settings(FIRST, Map.of("works_mem", "7MB"))))
        .isEqualTo(ActFailed.Kind.PRECONDITION);
    assertThatThrownBy(() -> PAIR.settings(FIRST, Map.of("primary_conninfo", "host=elsewhere")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(PAIR.sql(FIRST, "select pg_reload_conf()")).isEqualTo("t");
    assertThat(PAIR.sql(FIRST, "show work_mem")).isEqualTo("7MB");
  }

  @Test
  @Order(3)
  void aSynchronousCommitWaitsForTheStandbyUntilTheNamesAreCleared() {
    PAIR.synchronousNames(FIRST, Optional.of("s2"));
    PAIR.synchronousNames(FIRST, Optional.of("s2"));
    assertThat(PAIR.facts(FIRST).synchronousNames()).contains("s2");
    await(() -> PAIR.standbys(FIRST).getFirst().syncState().equals("sync"));
    assertThat(PAIR.insert(FIRST, "%d", 3000)).isEmpty();

    PAIR.stop(SECOND);
    assertThat(PAIR.hears(SECOND, FIRST)).isTrue();
    assertThat(PAIR.hears(FIRST, SECOND)).isFalse();
    CompletableFuture<String> waiting = PAIR.sqlLater(FIRST, "insert into ledger values (3001)");
    await(() -> PAIR.aCommitWaits(FIRST));
    PAIR.synchronousNames(FIRST, Optional.empty());
    assertThat(waiting.orTimeout(60, TimeUnit.SECONDS).join()).isEmpty();
    assertThat(PAIR.insert(FIRST, "%d", 3002)).isEmpty();

    PAIR.start(SECOND);
    await(() -> PAIR.streams(FIRST, "s2"));
  }

  @Test
  @Order(4)
  void aMuteStandbyLetsNoSynchronousCommitThroughUntilItFollowsAgain() {
    PAIR.synchronousNames(FIRST, Optional.of("s2"));
    await(() -> PAIR.standbys(FIRST).getFirst().syncState().equals("sync"));
    PAIR.insert(FIRST, "%d", 4000);

    Position position = PAIR.mute(SECOND);
    CompletableFuture<String> waiting = PAIR.sqlLater(FIRST, "insert into ledger values (4001)");
    await(() -> PAIR.aCommitWaits(FIRST));

    assertThat(PAIR.mute(SECOND)).isEqualTo(position);
    assertThat(position.timeline()).isEqualTo(1);
    assertThat(Lsn.bytes(position.receivedLsn()))
        .isGreaterThanOrEqualTo(Lsn.bytes(position.replayedLsn()));
    assertThat(PAIR.facts(SECOND).receiverMessageAgeMillis()).isEmpty();
    assertThat(waiting).isNotDone();

    PAIR.follow(SECOND, FIRST, "s2");
    PAIR.follow(SECOND, FIRST, "s2");
    assertThat(waiting.orTimeout(60, TimeUnit.SECONDS).join()).isEmpty();
    assertThat(PAIR.streams(FIRST, "s2")).isTrue();
  }

  @Test
  @Order(5)
  void aLeaderStoppedForGoodHasNoProcessAndComesBackAsAStandbyOnly() {
    // The standby has it, synced, and has not replayed it when it falls silent.
    PAIR.sql(SECOND, "select pg_wal_replay_pause()");
    assertThat(PAIR.insert(FIRST, "%d", 4999)).isEmpty();
    Position position = PAIR.mute(SECOND);
    assertThat(Lsn.bytes(position.receivedLsn())).isGreaterThan(Lsn.bytes(position.replayedLsn()));
    PAIR.synchronousNames(FIRST, Optional.empty());
    // Commits that are only there.
    IntStream.range(5000, 5007).forEach(n -> PAIR.insert(FIRST, "%d", n));
    PAIR.synchronousNames(FIRST, Optional.of("s2"));

    StoppedAt stopped = PAIR.stopForGood(FIRST, Duration.ZERO);
    assertThat(PAIR.stopForGood(FIRST, Duration.ofSeconds(1))).isEqualTo(stopped);

    assertThat(stopped.timeline()).isEqualTo(1);
    assertThat(stopped.inOrder()).isFalse();
    assertThat(stopped.end()).isEmpty();
    assertThat(PAIR.processes(FIRST).anythingAlive()).isFalse();
    assertThat(PAIR.processes(FIRST).standbySignal()).isTrue();

    String root = FIRST.machine.root();
    PAIR.fleet.run(
        FIRST.machine,
        "setsid $HERD_POSTGRES_BIN/postgres -D %s/data -c config_file=%s/conf/postgresql.conf </dev/null >/dev/null 2>&1 &"
            .formatted(root, root));
    await(() -> PAIR.sql(FIRST, "select pg_is_in_recovery()").equals("t"));
    // Were it ever made a leader again, it would wait for the one that was promoted.
    assertThat(PAIR.facts(FIRST).synchronousNames()).contains("s2");
    StoppedAt asStandby = PAIR.stopForGood(FIRST, Duration.ofSeconds(20));
    assertThat(asStandby.inOrder()).isTrue();
    assertThat(asStandby.end()).as("it has more than its last checkpoint").isEmpty();
  }

  @Test
  @Order(6)
  void aPromotedStandbyWritesOnANewTimelineAndWaitsForNobody() {
    assertThat(PAIR.sql(SECOND, "insert into ledger values (6000)")).contains("read-only");

    Promoted promoted = PAIR.promote(SECOND);
    assertThat(PAIR.insert(SECOND, "%d", 6000)).isEmpty();
    assertThat(PAIR.sql(SECOND, "select n from ledger where n between 4999 and 5006"))
        .isEqualTo("4999");

    assertThat(PAIR.promote(SECOND)).isEqualTo(promoted);
    assertThat(promoted.timeline()).isEqualTo(2);
    NodeFacts facts = PAIR.facts(SECOND);
    assertThat(facts.inRecovery()).isFalse();
    assertThat(facts.timeline()).isEqualTo(2);
    assertThat(facts.synchronousNames()).isEmpty();
    assertThat(facts.writtenLsn()).isGreaterThan(Lsn.bytes(promoted.lsn()));
    assertThat(PAIR.processes(SECOND).standbySignal()).isFalse();
  }

  @Test
  @Order(7)
  void anOldLeaderComesBackAsAStandbyAndItsLostCommitsAreCounted() {
    PAIR.slot(SECOND, "s1");
    PAIR.checkpoint(SECOND);
    String log = FIRST.machine.root() + "/log/rewind.log";
    PAIR.fleet.run(FIRST.machine, "mkdir " + log);
    DetachedRun failed = PAIR.rewind(FIRST, SECOND, "s1");
    assertThat(refusal(() -> RewindToUpstream.outcome(failed))).isEqualTo(ActFailed.Kind.FAILED);
    assertThat(RewindToUpstream.counted(failed)).as(failed.output()).contains(7L);
    assertThat(PAIR.fleet.run(FIRST.machine, "ls " + FIRST.machine.root() + "/kept-wal/1"))
        .startsWith("00000001");
    PAIR.fleet.run(FIRST.machine, "rmdir " + log);

    RewindResult result = RewindToUpstream.outcome(PAIR.rewind(FIRST, SECOND, "s1")).orElseThrow();
    assertThat(result).isEqualTo(new RewindResult(Optional.of(7L), true));
    assertThat(RewindToUpstream.outcome(PAIR.rewind(FIRST, SECOND, "s1"))).contains(result);

    assertThat(PAIR.start(FIRST)).isEqualTo("ready");
    await(() -> PAIR.streams(SECOND, "s1"));
    await(() -> PAIR.count(FIRST).equals(PAIR.count(SECOND)));
    assertThat(PAIR.sql(FIRST, "select count(*) from ledger where n between 5000 and 5006"))
        .isEqualTo("0");
    assertThat(PAIR.facts(FIRST).timeline()).isEqualTo(2);
    assertThat(PAIR.facts(FIRST).synchronousNames()).isEmpty();
    assertThat(PAIR.slots(FIRST)).isEmpty();
    assertThat(refusal(() -> RewindToUpstream.outcome(PAIR.rewind(FIRST, SECOND, "s1"))))
        .isEqualTo(ActFailed.Kind.PRECONDITION);

    PAIR.synchronousNames(SECOND, Optional.of("s1"));
    assertThat(PAIR.insert(SECOND, "%d", 7000)).isEmpty();
    PAIR.synchronousNames(SECOND, Optional.empty());
    PAIR.drop(SECOND, "s1");
    PAIR.drop(SECOND, "s1");
    assertThat(PAIR.slots(SECOND)).isEmpty();
  }

  @Test
  @Order(8)
  void aKilledLeaderIsRecoveredRewoundAndItsWalIsKept() {
    PAIR.mute(FIRST);
    IntStream.range(8000, 8003).forEach(n -> PAIR.insert(SECOND, "%d", n));
    // A backend that is busy does not notice that its postmaster is gone.
    CompletableFuture<String> busy = PAIR.sqlLater(SECOND, "do 'begin loop end loop; end'");
    await(() ->
        PAIR.sql(SECOND, "select count(*) from pg_stat_activity where query like 'do %loop%'")
            .equals("1"));
    PAIR.fleet.provider.faults().killPostgres(SECOND.machine.providerId());
    await(() -> !PAIR.processes(SECOND).postmasterAlive());
    assertThat(PAIR.processes(SECOND).anythingAlive()).isTrue();
    PAIR.stopForGood(SECOND, Duration.ofSeconds(1));
    assertThat(PAIR.processes(SECOND).anythingAlive()).isFalse();
    assertThat(busy.orTimeout(60, TimeUnit.SECONDS).join()).contains("server closed");
    Promoted promoted = PAIR.promote(FIRST);
    assertThat(promoted.timeline()).isEqualTo(3);
    PAIR.slot(FIRST, "s2b");
    PAIR.checkpoint(FIRST);

    assertThat(RewindToUpstream.outcome(PAIR.rewind(SECOND, FIRST, "s2b")))
        .contains(new RewindResult(Optional.of(3L), true));
    assertThat(PAIR.fleet.run(SECOND.machine, "ls " + SECOND.machine.root() + "/kept-wal/2"))
        .startsWith("00000002");

    assertThat(PAIR.processes(SECOND).standbySignal()).isTrue();
    assertThat(PAIR.start(SECOND)).isEqualTo("ready");
    assertThat(PAIR.insert(FIRST, "%d", 8000)).isEmpty();
    await(() -> PAIR.streams(FIRST, "s2b"));
    await(() -> PAIR.count(SECOND).equals(PAIR.count(FIRST)));
  }

  @Test
  @Order(9)
  void aLeaderThatWasShutDownInOrderHasNothingOfItsOwnAndFollowsUnchanged() {
    StoppedAt stopped = PAIR.stopForGood(FIRST, Duration.ofSeconds(20));
    assertThat(stopped.inOrder()).isTrue();
    assertThat(stopped.timeline()).isEqualTo(3);
    assertThat(stopped.end()).contains(stopped.lsn());
    assertThat(PAIR.facts(SECOND).receivedLsn()).isGreaterThan(Lsn.bytes(stopped.lsn()));

    assertThat(PAIR.promote(SECOND).timeline()).isEqualTo(4);
    PAIR.slot(SECOND, "s1c");
    PAIR.checkpoint(SECOND);
    assertThat(RewindToUpstream.outcome(PAIR.rewind(FIRST, SECOND, "s1c")))
        .contains(new RewindResult(Optional.of(0L), false));
    assertThat(PAIR.settings(FIRST, Map.of("work_mem", "5MB")).afterRestart()).isEmpty();

    assertThat(PAIR.start(FIRST)).isEqualTo("ready");
    await(() -> PAIR.streams(SECOND, "s1c"));
    assertThat(PAIR.slots(FIRST)).isEmpty();
  }

  /** SAFETY 13: its leader changed its own room, and it did not hear of it before. */
  @Test
  @Order(10)
  void aStandbyWhoseLeaderHasMoreRoomByNowPausesAndGoesOnWithAsMuch() {
    PAIR.sql(SECOND, "alter system set max_locks_per_transaction = 999");
    PAIR.stop(SECOND);
    PAIR.start(SECOND);
    await(() -> PAIR.facts(FIRST).replayPaused());
    assertThat(PAIR.facts(SECOND).replayPaused()).isFalse();
    PAIR.follow(FIRST, SECOND, "s1c");
    await(() -> {
      PAIR.start(FIRST);
      return PAIR.sql(FIRST, "show max_locks_per_transaction").equals("999");
    });
    PAIR.insert(SECOND, "7000");
    await(() -> PAIR.sql(FIRST, "select count(*) from ledger where n = 7000").equals("1"));
  }
}
