package herd.tier.server;

import herd.tier.Doubt;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * What the server machine sees of one server.
 *
 * @param inOtherHands it is being made a copy, or is an old leader: see {@link Lodgers}
 * @param answers Postgres answered a query in this look
 * @param freshly by a new login
 * @param outcome the word for what Postgres did
 * @param bad the outcome speaks for down
 * @param votes how many vantages say down (SAFETY 6)
 * @param ssh whether its SSH endpoint answered, if it was asked
 * @param sshDown its SSH endpoint failed in this look and in an earlier one, and did not answer
 *     since
 * @param diskUsed the part of the disk that is in use, 0 to 1, if it was seen
 * @param connectionsUsed the part of all connections in use, 0 to 1, if it was seen
 * @param anotherCluster the cluster on the machine is not the one of the books; empty when not seen
 * @param volumeStuck a synced write did not come back, in this look and in the one before; empty
 *     when only in this one
 * @param cannotCommit it answers, and refuses a commit or lets one hang; empty when not asked
 * @param certificateLeft how long the certificate is valid that Postgres showed
 * @param growingSlots slots nobody streams through that are nobody's, or keep too much WAL, in this
 *     look and in the one before
 * @param locksCrowded somebody leaves too little of the lock table to the other tenants, or holds
 *     more than all of it is planned to be, or it is full; empty when not seen
 * @param strangers databases and roles of Herd's naming that the control plane does not know, seen
 *     in this look and in the one before; empty when this look did not list them
 */
public record ServerSeen(
    boolean wanted,
    boolean machineMade,
    boolean clusterMade,
    boolean inOtherHands,
    boolean restartWanted,
    int tenants,
    boolean answers,
    boolean freshly,
    String outcome,
    boolean bad,
    int votes,
    Optional<Boolean> ssh,
    boolean sshDown,
    Optional<Double> diskUsed,
    Optional<Double> connectionsUsed,
    Optional<Boolean> anotherCluster,
    Optional<Boolean> volumeStuck,
    Optional<Boolean> cannotCommit,
    Optional<Duration> certificateLeft,
    Optional<Set<String>> growingSlots,
    Optional<Boolean> locksCrowded,
    Optional<Set<String>> strangers,
    String why)
    implements Doubt {}
