package herd.production.follower;

import java.time.Duration;

/**
 * What the follower's machine sees.
 *
 * @param leaderWanted its leader is not deprovisioned
 * @param leaderServes its leader answers as a leader
 * @param serverReady its own server has its cluster
 * @param copied its server holds a copy of the leader's cluster
 * @param streams it receives from the server that leads now
 * @param standsAlone it is a leader itself: it was promoted
 * @param inBooks it is a follower by the books
 * @param tooFarBehind behind by more than a bound, and by more than in a moment
 * @param slotDue its slot on the leader's standby is missing, or was advanced long ago
 * @param inVain how long it has been in its state with the copy that it has
 */
public record FollowerSeen(
    boolean wanted,
    boolean leaderWanted,
    boolean leaderServes,
    boolean serverReady,
    boolean copied,
    boolean streams,
    boolean standsAlone,
    boolean unfollowAsked,
    boolean inBooks,
    boolean tooFarBehind,
    boolean slotDue,
    Duration inVain,
    String why) {}
