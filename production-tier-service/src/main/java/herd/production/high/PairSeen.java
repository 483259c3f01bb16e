package herd.production.high;

import herd.production.placement.Standing;
import herd.production.plan.Receipt;
import java.time.Duration;
import java.util.Optional;

/**
 * What the pair's machine sees.
 *
 * @param leaderReady the resource stands on a server that has its cluster
 * @param leader what this look saw of the leader
 * @param votesDown vantages that say it is down, together and since it was last seen well
 * @param votesMute vantages that say it hears and cannot commit, likewise
 * @param vantages how many vantages live; asked for only while somebody may come to be promoted
 * @param leaderDead its own server says over SSH that no process of the cluster lives; empty when
 *     it could not be asked
 * @param leaderGone its provider says that the machine does not run
 * @param restartSooner by the last good look, starting it again would be sooner than a promotion
 * @param neverReleases commits go on waiting for a standby that is lost
 * @param standbyHears a look from the standby's host reached the leader; empty when none was made
 * @param lacksLittle by the last look that the leader answered, the standby lacks no more than the
 *     plan allows a standby that nobody waits for
 * @param waits the leader's commits wait for a standby, by its own settings; empty when they were
 *     not seen, as when its commit did not come back in time
 * @param longAway the standby streamed at no look of the last two minutes
 * @param replaysLate the standby has been further behind in replaying than the plan allows, at
 *     every look of the last seconds; empty when it was not seen, or just came to be
 * @param sortAlike both servers have the same libraries for sorting text (SAFETY 17); empty while
 *     that of one is not known
 * @param planned the leader's change that is under way was asked for, while all was well
 * @param receipt what was had against the old leader
 * @param upgrade how far the upgrade is that the failover is for
 * @param oldLeader how the old leader is, while there is one
 * @param awaited how long an old leader that is stopped could have been brought back: since
 *     somebody else leads, and since its receipt when that came later
 * @param switchAsked an operator wants the standby to lead
 * @param awaitsWindow the upgrade that asks for another leader may not interrupt its customer yet
 * @param plansStandby its plan has a standby
 * @param leaderFits the leader's server is of the size and the version that are asked for
 * @param standbyFits likewise; true while there is none
 * @param inState how long the pair has been in its state
 */
public record PairSeen(
    boolean wanted,
    boolean leaderReady,
    Leader leader,
    int votesDown,
    int votesMute,
    int vantages,
    Optional<Boolean> leaderDead,
    boolean leaderGone,
    boolean restartSooner,
    Standby standby,
    Standing standing,
    boolean synchronous,
    boolean neverReleases,
    Optional<Boolean> standbyHears,
    boolean lacksLittle,
    Optional<Boolean> waits,
    boolean longAway,
    Optional<Boolean> replaysLate,
    Optional<Boolean> sortAlike,
    boolean promoted,
    boolean planned,
    Optional<Receipt> receipt,
    Upgrade.Stage upgrade,
    OldLeader oldLeader,
    Duration awaited,
    boolean switchAsked,
    boolean awaitsWindow,
    boolean plansStandby,
    boolean leaderFits,
    boolean standbyFits,
    Duration inState,
    String why) {

  /** How a leader looks from here. */
  public enum Leader {
    /** It commits, as a customer's commit would. */
    COMMITS,
    /** It answers, and its commit did not come back. */
    MUTE,
    /** Refused, reset or timed out. */
    DOWN,
    /**
     * It answers as a standby: it was stopped for good, by an act that nobody knew to have ended.
     */
    FENCED,
    /**
     * It answers otherwise: starting, full, out of locks, a refused login. None of that speaks for
     * down.
     */
    OTHER,
    /** Nothing was seen. */
    UNSEEN
  }

  /** How far a standby is. */
  public enum Standby {
    NONE,
    /** Its server is being made. */
    WAITING,
    COPYABLE,
    /**
     * It answers in recovery, and does not stream, or will not for long: its leader is out of
     * reach.
     */
    APART,
    /** It streams from the leader. */
    STREAMING,
    /** It streams, and is so close behind that the leader's commits may wait for it. */
    CLOSE,
    /** It cannot be reached, or does not answer. */
    LOST,
    /**
     * It answers as a leader, which it is not by the books: a second one (SAFETY, "One leader").
     */
    LEADS;

    /** It is there, and holds what it has received. */
    boolean alive() {
      return switch (this) {
        case APART, STREAMING, CLOSE -> true;
        case NONE, WAITING, COPYABLE, LOST, LEADS -> false;
      };
    }
  }

  /** How an old leader is. */
  public enum OldLeader {
    NONE,
    /** Its server cannot be reached. */
    AWAY,
    /** Its provider says that the machine is stopped. */
    OFF,
    /** Its server answers over SSH. */
    REACHABLE,
    /** It still answers, or answers again, as a leader. */
    LEADS
  }

  /**
   * A standby that can take over without losing what was acknowledged, or more of it than the plan
   * allows, or finding it sorted otherwise.
   */
  boolean candidate() {
    boolean qualified = standing == Standing.QUALIFIED;
    return standby.alive()
        && sortAlike.orElse(qualified)
        && (qualified || (!synchronous && lacksLittle));
  }

  /** SAFETY 8: with one living vantage nobody is promoted in another's place. */
  boolean mayPromote() {
    return candidate() && vantages >= Story.QUORUM;
  }

  /** Somebody answers as a leader whom nobody promoted, or who was stopped for good. */
  boolean twoLeaders() {
    return standby == Standby.LEADS
        || (oldLeader == OldLeader.LEADS && receipt.filter(Receipt.STOPPED::equals).isPresent());
  }

  /** There is one that the plan asks for, or none and it asks for one. */
  boolean standbyUseful() {
    return needsStandby() && standbyFits;
  }

  /** As the plan says, or for as long as the leader is to be changed for one that fits. */
  boolean needsStandby() {
    return plansStandby || !leaderFits;
  }

  /** Its commits wait for a standby, or may for all that is known. */
  boolean mayWait() {
    return synchronous || standing != Standing.NONE || waits.orElse(true);
  }

  /** It answers, and its commits wait for somebody who does not follow. */
  boolean waitsInVain() {
    return leader == Leader.MUTE && mayWait() && !standbyFollows();
  }

  /** Its commits hang, and are to hang until a standby has them. */
  boolean waitsOnPurpose() {
    return leader == Leader.MUTE && neverReleases;
  }

  boolean standbyFollows() {
    return standby == Standby.STREAMING || standby == Standby.CLOSE;
  }
}
